#include "mock_server/tenant/twin_clock.h"

#include <algorithm>
#include <chrono>

namespace invitro::tenant {

UnixSeconds SystemWallClock() {
  using std::chrono::duration_cast;
  using std::chrono::seconds;
  using std::chrono::system_clock;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

TwinClock::TwinClock(std::optional<UnixSeconds> frozen_at, WallClock wall)
    : wall_(wall), frozen_(frozen_at.has_value()), latest_(frozen_at.value_or(wall())) {}

TwinClock TwinClock::RunningAhead(UnixSeconds ahead_s, WallClock wall) {
  TwinClock clock(std::nullopt, wall);
  clock.offset_ = ahead_s;
  clock.latest_ = std::clamp<UnixSeconds>(wall() + ahead_s, 0, kLastSecond);
  return clock;
}

UnixSeconds TwinClock::Now() {
  // The wall may be set back under us; the twin's clock must not follow.
  if (!frozen_) latest_ = std::clamp(wall_() + offset_, latest_, kLastSecond);
  return latest_;
}

tl::expected<void, std::string> TwinClock::Set(UnixSeconds now) {
  const UnixSeconds present = Now();
  if (now < present) {
    return tl::unexpected("the clock never goes back: it is " + std::to_string(present) + ", not " +
                          std::to_string(now));
  }
  if (now > kLastSecond) {
    return tl::unexpected("the clock ends at " + std::to_string(kLastSecond));
  }
  offset_ += now - present;
  latest_ = now;
  return {};
}

tl::expected<void, std::string> TwinClock::Advance(UnixSeconds seconds) {
  if (seconds < 0) return tl::unexpected(std::string("the clock never goes back"));
  if (seconds > kLastSecond) {
    return tl::unexpected("the clock ends at " + std::to_string(kLastSecond));
  }
  return Set(Now() + seconds);
}

void TwinClock::SetFrozen(bool frozen) {
  const UnixSeconds present = Now();
  frozen_ = frozen;
  offset_ = present - wall_();
}

}  // namespace invitro::tenant
