#pragma once

// The clock as JSON, and changes to it. Pure; safe from any thread.

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/tenant/twin_clock.h"

namespace invitro::control {

struct ClockChange {
  std::optional<organization::UnixSeconds> advance_seconds;
  std::optional<organization::UnixSeconds> now;
  std::optional<bool> frozen;
};

/// {"now": s, "frozen": bool}
std::string EncodeClock(tenant::TwinClock& clock);

/// {"advance_seconds": n} or {"now": s}, {"frozen": bool}, or one of the first two with the last.
/// The error is one line.
tl::expected<ClockChange, std::string> DecodeClockChange(std::string_view text);

/// Moves, then freezes or lets run. The error is the clock's: it never goes back.
tl::expected<void, std::string> Apply(const ClockChange& change, tenant::TwinClock& clock);

}  // namespace invitro::control
