#pragma once

// An organization's clock: the wall's, until somebody freezes, sets or advances it. It never goes
// back. Whole Unix seconds, from 0 to the end of the year 9999. Not safe for two threads at once.

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "mock_server/organization/invite.h"

namespace invitro::tenant {

using organization::UnixSeconds;

/// The wall clock, as the outside world has it. Tests give their own.
using WallClock = UnixSeconds (*)();
UnixSeconds SystemWallClock();

inline constexpr UnixSeconds kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z

class TwinClock {
 public:
  /// Starts frozen at `frozen_at`, or running with the wall.
  explicit TwinClock(std::optional<UnixSeconds> frozen_at = std::nullopt,
                     WallClock wall = SystemWallClock);

  /// A clock that runs `ahead_s` seconds ahead of the wall (or behind it, where negative).
  static TwinClock RunningAhead(UnixSeconds ahead_s, WallClock wall = SystemWallClock);

  UnixSeconds Now();

  /// How far it runs ahead of the wall: what RunningAhead takes to make the like of it.
  UnixSeconds ahead_s() const { return offset_; }
  bool frozen() const { return frozen_; }

  /// Moves to `now`; frozen or running it stays. The error says what is wrong: earlier than now, or
  /// too late.
  tl::expected<void, std::string> Set(UnixSeconds now);

  /// Moves on by `seconds` (0 or more), with the same errors.
  tl::expected<void, std::string> Advance(UnixSeconds seconds);

  /// Stops the clock where it is, or lets it run on from there.
  void SetFrozen(bool frozen);

 private:
  WallClock wall_;
  bool frozen_;
  UnixSeconds latest_;      // what Now last said
  UnixSeconds offset_ = 0;  // beyond the wall, while it runs
};

}  // namespace invitro::tenant
