#include "contract_tests/model/near_misses.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace invitro::contract {
namespace {

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool IsLetterOrDigit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool SameButForCase(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

/// Changes the character at `place` to another one of the id, digit to digit and letter to letter.
std::string Changed(const std::string& id, std::size_t place, const Around& around) {
  std::string made = id;
  for (const char other : id) {
    if (!IsLetterOrDigit(other) || IsDigit(other) != IsDigit(id[place])) continue;
    if (SameButForCase(other, id[place])) continue;
    made[place] = other;
    if (!(around.taken && around.taken(made))) return made;
  }
  return id;
}

/// Returns a place behind the prefix that all ids share.
std::size_t Middle(const std::string& id) {
  std::size_t place = id.size() - id.size() / 3;
  while (place + 1 < id.size() && !IsLetterOrDigit(id[place])) ++place;
  return std::min(place, id.size() - 1);
}

std::string WithAnotherDigit(std::string id) {
  for (std::size_t i = id.size(); i-- > 0;) {
    if (!IsDigit(id[i])) continue;
    id[i] = id[i] == '9' ? '0' : static_cast<char>(id[i] + 1);
    return id;
  }
  return id;
}

/// Replaces the first character that looks like another: 0 and O, 1 and l.
std::string LookingAlike(std::string id) {
  static constexpr std::string_view kThese = "0O1lIo", kThose = "O0l110";
  const auto at = id.find_first_of(kThese);
  if (at != std::string::npos) id[at] = kThose[kThese.find(id[at])];
  return id;
}

std::string Swapped(std::string id) {
  for (std::size_t i = id.size() - 1; i > 0; --i) {
    if (!SameButForCase(id[i], id[i - 1]) && IsLetterOrDigit(id[i]) && IsLetterOrDigit(id[i - 1])) {
      std::swap(id[i], id[i - 1]);
      return id;
    }
  }
  return id;
}

std::string OtherCase(std::string id) {
  for (char& c : id) {
    const auto byte = static_cast<unsigned char>(c);
    c = static_cast<char>(std::islower(byte) != 0 ? std::toupper(byte) : std::tolower(byte));
  }
  return id;
}

std::string Without(const std::string& id, char unwanted) {
  std::string left;
  for (const char c : id) {
    if (c != unwanted) left += c;
  }
  return left;
}

std::string FirstEncoded(const std::string& id) {
  static constexpr const char* kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(id[0]);
  return std::string("%") + kDigits[byte >> 4U] + kDigits[byte & 15U] + id.substr(1);
}

std::string LastAs(std::string id, const std::string& with) {
  id.pop_back();
  return id + with;
}

/// Returns near misses up to kFirstHalf, and "" for the others.
std::string Alike(const std::string& id, NearMisses how, const Around& around) {
  if (how == kLastDropped) return LastAs(id, "");
  if (how == kOneMore) return id + "0";
  if (how == kLastChanged) return Changed(id, id.size() - 1, around);
  if (how == kMadeUp) return "invite-" + around.run + "NeverWas";
  if (how == kMiddleChanged) return Changed(id, Middle(id), around);
  if (how == kFirstChanged) return Changed(id, 0, around);
  if (how == kDigitChanged) return WithAnotherDigit(id);
  if (how == kLooksAlike) return LookingAlike(id);
  if (how == kTwoSwapped) return Swapped(id);
  if (how == kOtherCase) return OtherCase(id);
  if (how == kWithoutDashes) return Without(Without(id, '-'), '_');
  if (how == kFirstHalf) return id.substr(0, id.size() - id.size() / 4);
  return "";
}

}  // namespace

std::string NearMiss(const std::string& id, int how, const Around& around) {
  using namespace std::string_literals;
  constexpr std::size_t kLongId = 300, kVeryLongId = 1'200;
  const auto miss = static_cast<NearMisses>(how % kNearMisses);
  if (miss <= kFirstHalf) return Alike(id, miss, around);
  if (miss == kPattern) return LastAs(id, "_");
  if (miss == kAnyPattern) return LastAs(id, "%");
  if (miss == kNulBehind) return id + "\0x"s;
  if (miss == kJsonBehind) return id + ".json";
  if (miss == kEncodedTwice) return FirstEncoded(id);
  if (miss == kAddress) return around.address;
  if (miss == kBlankBefore) return " " + id;
  if (miss == kBlankBehind) return id + " ";
  if (miss == kDoubledPrefix) return "x" + id;
  if (miss == kInQuotes) return "\"" + id + "\"";
  if (miss == kOfUnicode) return LastAs(id, "\u00E9");
  if (miss == kSingleQuote) return id + "'";
  if (miss == kLong) return id + std::string(kLongId, 'a');
  if (miss == kVeryLong) return id + std::string(kVeryLongId, 'a');
  return "x";  // kShort
}

bool CouldNameOthers(int how) {
  const int miss = how % kNearMisses;
  return miss == kFirstHalf || miss == kPattern || miss == kAnyPattern || miss == kShort;
}

}  // namespace invitro::contract
