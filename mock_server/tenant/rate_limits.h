#pragma once

// How many requests of each operation a minute of the organization's clock lets through. Not safe
// for two threads at once.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "mock_server/organization/invite.h"
#include "mock_server/tenant/operation.h"

namespace invitro::tenant {

class RateLimits {
 public:
  /// Counts a request, unless `per_minute` (0: no limit) were already let through in the minute
  /// that began with the first of them: then the seconds until it ends (1 to 60). Rule INV-RATE-01.
  std::optional<std::int64_t> Admit(Operation operation, std::int64_t per_minute,
                                    organization::UnixSeconds now) {
    if (per_minute == 0) return std::nullopt;
    constexpr organization::UnixSeconds kMinute = 60;
    Window& window = windows_[static_cast<std::size_t>(operation)];
    if (window.count == 0 || now - window.start >= kMinute) window = {now, 0};
    if (window.count >= per_minute) return window.start + kMinute - now;
    ++window.count;
    return std::nullopt;
  }

 private:
  struct Window {
    organization::UnixSeconds start = 0;
    std::int64_t count = 0;
  };
  std::array<Window, kOperationCount> windows_{};
};

}  // namespace invitro::tenant
