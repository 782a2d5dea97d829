#pragma once

// A request's target taken apart: "/v1/organization/invites?limit=2" is the segments v1,
// organization, invites and the parameter limit. Pure; safe from any thread.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace invitro::http {

struct Target {
  std::string_view path;  // as sent, without the query: views into what was parsed
  std::vector<std::string>
      segments;  // decoded: %2F is a character of its segment, '+' is a plus sign
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order; here '+' is a space
};

/// Takes any text. The absolute form ("http://host/path") loses its origin, a fragment its text; a
/// percent sign without two hexadecimal digits stays what it is. A final slash is an empty last
/// segment.
Target ParseTarget(std::string_view target);

/// Undoes percent-encoding; `plus_is_space` as in a query.
std::string PercentDecode(std::string_view text, bool plus_is_space);

}  // namespace invitro::http
