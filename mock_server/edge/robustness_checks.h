#pragma once

// For tests: what a server must withstand, each as a check that any server can be put to: it needs
// GET /ok (200, a small body), GET /page (200, 35,000 bytes of JSON), GET /throw (throws "secret"),
// POST /size (200, the body's length as text), and nothing else. A check answers what is wrong, or
// nothing.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace invitro::edge {

using Complaint = std::optional<std::string>;

struct RobustnessCheck {
  std::string_view name;
  Complaint (*run)(int port);
};

inline constexpr std::size_t kBodyBound = 1024 * 1024;  // what the servers under test are given

/// All of them. `zipped` names a file of gzip that unfolds to more than kBodyBound.
const std::vector<RobustnessCheck>& RobustnessChecks();

}  // namespace invitro::edge
