#pragma once

// Makes ids that are almost the id of an invite and that careless lookups take for it. Pure.

#include <functional>
#include <string>

namespace invitro::contract {

/// Up to kFirstHalf (included) they have letters and digits like the id; the later ones could not
/// be ids.
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

/// Returns the near miss `how` of NearMisses, modulo kNearMisses. Returns `id` itself or "" if the
/// id has nothing to change in that way.
std::string NearMiss(const std::string& id, int how, const Around& around);

/// True if a target that compares by pattern or by prefix could take the near miss for the id of
/// any other invite. Never send it to delete in an organization that others use.
bool CouldNameOthers(int how);

}  // namespace invitro::contract
