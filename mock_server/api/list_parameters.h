#pragma once

// What a list is asked for: `limit` and `after`, judged under the policies. Pure; safe from any
// thread.

#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "mock_server/api/error.h"
#include "mock_server/organization/policies.h"

namespace invitro::api {

inline constexpr std::size_t kLeastLimit = 1;
inline constexpr std::size_t kMostLimit = 100;
inline constexpr std::size_t kDefaultLimit = 20;

struct ListParameters {
  std::size_t limit = kDefaultLimit;  // kLeastLimit to kMostLimit, both included
  std::optional<std::string> after;
};

using Query = std::vector<std::pair<std::string, std::string>>;

/// Unknown parameters are ignored. The error is the API's: out of range, not a number, empty or
/// repeated where the policies refuse that. Rules INV-PAGE-01 to -03, -10 to -13.
tl::expected<ListParameters, Error> JudgeListParameters(const Query& query,
                                                        const organization::Policies& policies);

}  // namespace invitro::api
