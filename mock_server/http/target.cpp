#include "mock_server/http/target.h"

#include <optional>

namespace invitro::http {
namespace {

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

/// The byte that the three characters at `at` ("%2F") stand for.
std::optional<char> EscapedByte(std::string_view text, std::size_t at) {
  if (text[at] != '%' || at + 2 >= text.size()) return std::nullopt;
  const auto high = HexDigit(text[at + 1]);
  const auto low = HexDigit(text[at + 2]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high * 16 + *low);
}

/// Takes what stands before the next `separator` off the front of `rest`.
std::string_view TakeUntil(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

std::string_view WithoutOrigin(std::string_view target) {
  if (target.starts_with('/')) return target;
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return target;
  const std::size_t path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

}  // namespace

std::string PercentDecode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const auto byte = EscapedByte(text, i)) {
      decoded += *byte;
      i += 2;
    } else {
      decoded += text[i] == '+' && plus_is_space ? ' ' : text[i];
    }
  }
  return decoded;
}

Target ParseTarget(std::string_view target) {
  target = WithoutOrigin(target);
  target = target.substr(0, target.find('#'));
  Target parsed;
  std::string_view query = target;
  parsed.path = TakeUntil(query, '?');
  std::string_view path = parsed.path;
  if (path.starts_with('/')) path.remove_prefix(1);
  const bool ends_with_slash = path.ends_with('/');
  while (!path.empty()) parsed.segments.push_back(PercentDecode(TakeUntil(path, '/'), false));
  if (ends_with_slash) parsed.segments.emplace_back();
  while (!query.empty()) {
    std::string_view value = TakeUntil(query, '&');
    if (value.empty()) continue;
    const std::string_view name = TakeUntil(value, '=');
    parsed.query.emplace_back(PercentDecode(name, true), PercentDecode(value, true));
  }
  return parsed;
}

}  // namespace invitro::http
