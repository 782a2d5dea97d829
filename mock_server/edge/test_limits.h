#pragma once

// For tests: the limits of the httplib engine, from the list in docs/engines.md.

#include <set>
#include <string>
#include <string_view>

namespace invitro::edge {

/// The names of those that `test` shows, as the list says. Empty if the list cannot be read.
std::set<std::string, std::less<>> HttplibLimits(std::string_view test);

}  // namespace invitro::edge
