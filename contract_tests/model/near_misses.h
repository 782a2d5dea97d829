#pragma once

// Ids that are almost those of an invite, as careless lookups confuse them. Pure.

#include <functional>
#include <string>

namespace invitro::contract {

/// The first ones keep the length and the alphabet of the id, so that a target must take them for
/// ids; the later ones could not be one.
enum NearMisses {
  kLastDropped = 0,
  kOneMore = 1,
  kLastChanged = 2,  // within its class: a digit stays a digit
  kMadeUp = 3,
  kMiddleChanged,
  kFirstChanged,
  kDigitChanged,
  kLooksAlike,  // O for 0, l for 1
  kTwoSwapped,
  kOtherCase,
  kWithoutDashes,
  kFirstHalf,
  kPattern,  // of LIKE
  kAnyPattern,
  kNulBehind,
  kJsonBehind,
  kEncodedTwice,
  kAddress,
  kBlankBefore,
  kBlankBehind,
  kDoubledPrefix,
  kInQuotes,
  kOfUnicode,
  kSingleQuote,
  kLong,
  kVeryLong,
  kShort,
  kNearMisses
};

struct Around {
  std::string address;  // of the invite; may be empty
  std::string run;      // the name of the run
  std::function<bool(const std::string&)> taken = {};
};

/// `how` of NearMisses, others count from the beginning again. Returns `id` itself or "" where the
/// id has nothing to change so.
std::string NearMiss(const std::string& id, int how, const Around& around);

/// True if a target that compares by pattern or by prefix could take the id for that of any other
/// invite: it is not to be deleted where strangers' invites are.
bool CouldNameOthers(int how);

}  // namespace invitro::contract
