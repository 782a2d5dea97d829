#include "mock_server/http/framing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "support/ascii.h"

namespace invitro::http {
namespace {

/// As a table: every byte of a header's name is looked up.
constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

}  // namespace

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return kTokenCharacters[static_cast<unsigned char>(c)];
  });
}

bool HasControlCharacter(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && byte != '\t') || byte == 0x7f;
  });
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::uint64_t> ParseNumber(std::string_view text, int base) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool Framing::Note(std::string_view name, std::string_view value) {
  if (SameIgnoringCase(name, "content-length")) {
    // Two lengths are refused even if they agree: no honest client sends that.
    if (length_) return false;
    length_ = ParseNumber(value, 10);
    return length_.has_value();
  }
  if (SameIgnoringCase(name, "transfer-encoding")) {
    if (chunked_ || !http_1_1_ || !SameIgnoringCase(value, "chunked")) return false;
    chunked_ = true;
  } else if (SameIgnoringCase(name, "connection")) {
    NoteConnection(value);
  } else if (SameIgnoringCase(name, "content-encoding")) {
    NoteCoding(value);
  } else if (SameIgnoringCase(name, "expect")) {
    expects_continue_ = http_1_1_ && SameIgnoringCase(value, "100-continue");
  }
  return true;
}

std::optional<Rejection> Framing::Problem(std::size_t max_body_bytes) const {
  if (chunked_ && length_) return Rejection::kMalformed;
  if (length_.value_or(0) > max_body_bytes) return Rejection::kBodyTooLarge;
  return std::nullopt;
}

void Framing::NoteConnection(std::string_view value) {
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    const std::string_view token = Trimmed(value.substr(0, comma));
    if (SameIgnoringCase(token, "close")) keep_alive_ = false;
    if (SameIgnoringCase(token, "keep-alive") && !keep_alive_) keep_alive_ = true;
    value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
  }
}

void Framing::NoteCoding(std::string_view value) {
  const bool again = std::exchange(has_coding_, true);
  coding_ = std::nullopt;
  if (again) return;
  if (value.empty() || SameIgnoringCase(value, "identity")) coding_ = Coding::kIdentity;
  // "x-gzip" is another name of the same (RFC 9110, 8.4.1.3).
  if (SameIgnoringCase(value, "gzip") || SameIgnoringCase(value, "x-gzip")) coding_ = Coding::kGzip;
  if (SameIgnoringCase(value, "deflate")) coding_ = Coding::kDeflate;
}

}  // namespace invitro::http
