#pragma once

// Base URLs taken apart, ids and parameters put into paths. Pure; safe from any thread.

#include <optional>
#include <string>
#include <string_view>

namespace invitro {

struct BaseUrl {
  std::string scheme;  // "http" or "https"
  std::string host;    // a name or an address; IPv6 in brackets
  int port = 0;
  std::string path;  // "/v1", or "" for the root; never a final slash

  std::string origin() const { return scheme + "://" + host + ":" + std::to_string(port); }
};

/// nullopt unless it is http or https with a host, and a port that is one if there is any.
std::optional<BaseUrl> ParseBaseUrl(std::string_view text);

/// Percent-encodes all but letters, digits and "-._~": good as a path's segment and as a query's
/// value.
std::string PercentEncode(std::string_view text);

}  // namespace invitro
