// Accepting, expiring, and time.

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 3'600;
constexpr std::int64_t kDay = 86'400;

void Accepts(Stage& stage) {
  stage.Population(3);
  stage.Walk();
  const auto mine = stage.Mine("pending");
  for (std::size_t i = 0; i < (stage.can().paced ? 1 : 2); ++i) {
    stage.Accept(mine[1 - i]);
    stage.Retrieve(mine[1 - i]);
    stage.Walk();
  }
}

/// The role and the projects of an invite do not change with its status.
void KeepsTheRest(Stage& stage, const std::function<void(const std::string& id)>& change) {
  const Wish wish{stage.NewTag(), stage.api().NewAddress("Ab"), "owner", stage.api().Projects(2),
                  1};
  const auto id = stage.Create(wish);
  if (!id) return;
  change(*id);
  stage.Retrieve(*id);
  stage.Walk();
}

void AcceptanceKeepsTheRest(Stage& stage) {
  KeepsTheRest(stage, [&](const std::string& id) { stage.Accept(id); });
}

void ExpiryKeepsTheRest(Stage& stage) {
  KeepsTheRest(stage, [&](const std::string& id) { stage.Expire(id); });
}

void ExpiresOnCommand(Stage& stage) {
  const auto mine = stage.Population(3);
  stage.Expire(mine[0]);
  stage.Retrieve(mine[0]);
  stage.Walk();
}

void NoWayBack(Stage& stage) {
  const Ids mine = stage.Population(2).First(2);
  stage.Accept(mine[0]);
  stage.Expire(mine[0]);
  stage.Retrieve(mine[0]);
  stage.Expire(mine[1]);
  stage.Accept(mine[1]);
  stage.Retrieve(mine[1]);
  stage.Delete(mine[0]);
  stage.Retrieve(mine[0]);
  stage.Walk();
  for (const std::string& id : mine) stage.Retrieve(id);
}

void DeletedIsNotAccepted(Stage& stage) {
  const std::string id = stage.Population(1).front();
  stage.Delete(id);
  stage.Accept(id);
  stage.Retrieve(id);
  stage.Walk();
}

std::int64_t Lifetime(Stage& stage, const std::string& id) {
  const InviteSeen& invite = stage.Of(id).last;
  if (!invite.expires_at) throw Unverified("invites of this target do not expire");
  if (!stage.can().freeze && *invite.expires_at - invite.created_at < 600) {
    throw Unverified("invites live too briefly on a clock that cannot be stopped");
  }
  return *invite.expires_at - invite.created_at;
}

void ExpiresInTime(Stage& stage) {
  if (!stage.can().paced) stage.Begin();
  const auto mine = stage.Population(2);
  const std::string& id = mine[0];
  const std::string& accepted = mine[1];
  if (stage.can().accept) stage.Accept(accepted);
  const std::int64_t life = Lifetime(stage, id);
  // With a stopped clock one second before the end is exact.
  const std::int64_t early = !stage.can().freeze && life > 2 * kMinute ? kMinute : 1;
  if (life > early) stage.Advance(life - early);
  stage.Retrieve(id);  // not before its time
  stage.Walk();
  stage.Advance(early + 1);
  for (const std::int64_t more : {std::int64_t{0}, kMinute, kHour, kDay, kMostLate}) {
    if (more > 0) stage.Advance(more);
    stage.Retrieve(id);
    if (stage.Of(id).state == State::kExpired) {
      stage.Walk();
      stage.Retrieve(id);
      return stage.Retrieve(accepted);
    }
  }
  stage.Fail("INV-LIFE-04", "status expired, a week after expires_at", "pending");
}

void CursorsExpiredByTheClock(Stage& stage) {
  stage.Begin();
  stage.Population(6);
  stage.Walk();
  const auto mine = stage.Mine();
  const std::int64_t life = Lifetime(stage, mine[0]);
  stage.Advance(life + stage.late() + 1);
  stage.Walk();
  for (const std::int64_t more : {kMinute, kHour, kDay, kMostLate}) {
    if (stage.Mine("expired").size() == mine.size()) break;
    stage.Advance(more);  // until the next sweep
    stage.Walk();
  }
  for (const std::string& id : mine) {
    stage.Page(2, {Cursor::Kind::kInvite, id});
    stage.Page(100, {Cursor::Kind::kInvite, id});
  }
  stage.Delete(mine[0]);
  stage.Walk();
}

}  // namespace

std::vector<Check> LifeChecks() {
  return {
      {"INV-LIFE-02", "BecomesAccepted", {.accept = true}, Accepts},
      {"INV-LIFE-02",
       "AcceptanceKeepsTheRest",
       {.accept = true, .unpaced = true},
       AcceptanceKeepsTheRest},
      {"INV-LIFE-03", "ExpiresOnCommand", {.expire = true, .unpaced = true}, ExpiresOnCommand},
      {"INV-LIFE-06", "NoWayBack", {.accept = true, .expire = true}, NoWayBack},
      {"INV-LIFE-06",
       "DeletedIsNotAccepted",
       {.accept = true, .unpaced = true},
       DeletedIsNotAccepted},
      {"INV-LIFE-04", "ExpiresWhenItsTimeHasPassed", {.clock = true}, ExpiresInTime},
      {"INV-LIFE-04", "ExpiryKeepsTheRest", {.expire = true, .unpaced = true}, ExpiryKeepsTheRest},
      {"INV-PAGE-04",
       "CursorsExpiredByTheClock",
       {.clock = true, .unpaced = true},
       CursorsExpiredByTheClock},
  };
}

}  // namespace invitro::contract
