#include "mock_server/control/clock_codec.h"

#include "mock_server/control/object_codec.h"

namespace invitro::control {

std::string EncodeClock(tenant::TwinClock& clock) {
  return nlohmann::ordered_json{{"now", clock.Now()}, {"frozen", clock.frozen()}}.dump();
}

tl::expected<ClockChange, std::string> DecodeClockChange(std::string_view text) {
  const auto body = ParseBody(text);
  if (!body) return tl::unexpected(body.error());
  ObjectReader reader(*body, "");
  ClockChange change;
  change.advance_seconds = reader.Integer("advance_seconds", 0, tenant::kLastSecond);
  change.now = reader.Integer("now", 0, tenant::kLastSecond);
  change.frozen = reader.Flag("frozen");
  if (const auto error = reader.Error()) return tl::unexpected(*error);
  if (change.advance_seconds && change.now) {
    return tl::unexpected(std::string("give 'advance_seconds' or 'now', not both"));
  }
  if (!change.advance_seconds && !change.now && !change.frozen) {
    return tl::unexpected(std::string("give 'advance_seconds', 'now' or 'frozen'"));
  }
  return change;
}

tl::expected<void, std::string> Apply(const ClockChange& change, tenant::TwinClock& clock) {
  tl::expected<void, std::string> moved;
  if (change.advance_seconds) moved = clock.Advance(*change.advance_seconds);
  if (change.now) moved = clock.Set(*change.now);
  if (moved && change.frozen) clock.SetFrozen(*change.frozen);
  return moved;
}

}  // namespace invitro::control
