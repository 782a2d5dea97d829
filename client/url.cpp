#include "client/url.h"

#include <charconv>

namespace invitro {
namespace {

constexpr int kMostPort = 65535;

bool Unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// The port behind the host, if one is written; false if it is none.
bool TakePort(std::string_view authority, BaseUrl& url) {
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  url.host = authority.substr(0, colon);
  if (colon == std::string_view::npos) return true;
  const std::string_view digits = authority.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
  return error == std::errc{} && end == digits.data() + digits.size() && url.port > 0 &&
         url.port <= kMostPort;
}

}  // namespace

std::optional<BaseUrl> ParseBaseUrl(std::string_view text) {
  BaseUrl url;
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  url.scheme = text.substr(0, scheme);
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  constexpr int kHttp = 80;
  constexpr int kHttps = 443;
  url.port = url.scheme == "https" ? kHttps : kHttp;
  text.remove_prefix(scheme + 3);
  const std::size_t path = text.find_first_of("/?#");
  const std::string_view authority = text.substr(0, path);
  if (path != std::string_view::npos) {
    if (text.find_first_of("?#") != std::string_view::npos) return std::nullopt;
    url.path = text.substr(path);
    while (url.path.ends_with('/')) url.path.pop_back();
  }
  // A user's name and password have no business in a base URL; the key goes another way.
  if (authority.find('@') != std::string_view::npos || !TakePort(authority, url) ||
      url.host.empty()) {
    return std::nullopt;
  }
  return url;
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (Unreserved(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 0x0f];
    }
  }
  return encoded;
}

}  // namespace invitro
