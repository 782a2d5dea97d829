// Plain scalars by the core schema of YAML 1.2 (10.3.2). YAML 1.1's yes, no, on and off are
// strings.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <locale>
#include <optional>
#include <sstream>
#include <string_view>

#include "contract_tests/description/document.h"

namespace invitro::description {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Removes the digits at the front and returns their number.
std::size_t TakeDigits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, IsDigit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(count);
  return count;
}

bool TakeSign(std::string_view& text) {
  const bool has_sign = text.starts_with('-') || text.starts_with('+');
  if (has_sign) text.remove_prefix(1);
  return has_sign;
}

enum class Number { kNot, kInteger, kFloat };

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
Number Classify(std::string_view text) {
  TakeSign(text);
  const std::size_t whole = TakeDigits(text);
  if (text.empty() && whole > 0) return Number::kInteger;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (TakeDigits(text) == 0 && whole == 0) return Number::kNot;
  } else if (whole == 0) {
    return Number::kNot;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    TakeSign(text);
    if (TakeDigits(text) == 0) return Number::kNot;
  }
  return text.empty() ? Number::kFloat : Number::kNot;
}

/// The integer that all of `digits` is; nullopt if it is not one or needs more than 64 bits.
template <class Integer>
std::optional<Integer> ReadInteger(std::string_view digits, int base) {
  Integer value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped_at, error] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || stopped_at != end || error != std::errc()) return std::nullopt;
  return value;
}

std::optional<Json> ReadDecimal(std::string_view text, Number kind) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (kind == Number::kInteger) {
    if (const auto value = ReadInteger<std::uint64_t>(text, 10)) return *value;
    if (const auto value = ReadInteger<std::int64_t>(text, 10)) return *value;
  }
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  double value = 0;
  stream >> value;
  if (stream.fail()) return std::nullopt;  // more than a double holds
  return value;
}

}  // namespace

Json ResolvePlainScalar(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return {};
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  constexpr int kOctal = 8;
  constexpr int kHexadecimal = 16;
  std::optional<std::uint64_t> prefixed;
  if (text.starts_with("0o")) prefixed = ReadInteger<std::uint64_t>(text.substr(2), kOctal);
  if (text.starts_with("0x")) prefixed = ReadInteger<std::uint64_t>(text.substr(2), kHexadecimal);
  if (prefixed) return *prefixed;
  const Number kind = Classify(text);
  if (kind == Number::kNot) return text;
  return ReadDecimal(text, kind).value_or(text);
}

}  // namespace invitro::description
