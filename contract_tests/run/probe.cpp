#include "contract_tests/run/probe.h"

#include <algorithm>

#include "contract_tests/facts/finding.h"
#include "contract_tests/model/model.h"
#include "contract_tests/run/clean_up.h"
#include "contract_tests/wire/walk.h"

namespace invitro::contract {
namespace {

constexpr std::int64_t kShortLife = 600;  // too brief for a clock that runs on while one looks
constexpr std::int64_t kLate[] = {1, 60, 300, 3'600, 86'400, kMostLate};

bool Missing(const Exchange& answer) {
  return answer.status == 404 || answer.status == 405 || answer.status == 501;
}

/// The first request of all.
PageSeen FirstList(Api& api) {
  const ExchangePtr answer = api.List(Query(100));
  if (answer->status == 0) throw CannotLook("the target does not answer: " + answer->trouble);
  if (answer->status == 401 || answer->status == 403) {
    throw CannotLook("the target does not take the key: " + Summary(*answer, 200));
  }
  auto page = answer->status == 200 ? ReadPage(answer->json) : std::nullopt;
  if (!page) throw Broken("INV-SHAPE-03", "200 and a list of invites", Summary(*answer));
  return std::move(*page);
}

std::string MakeOne(Api& api) {
  const ExchangePtr answer = api.Create({{"email", api.NewAddress()}, {"role", "reader"}});
  const auto seen = answer->status / 100 == 2 ? ReadInvite(answer->json) : std::nullopt;
  if (!seen) throw Broken("INV-CREATE-01", "200 and the invite", Summary(*answer));
  return seen->id;
}

void ProbeClock(Api& api, Capabilities& can) {
  can.freeze = api.FreezeClock();
  can.clock = api.AdvanceClock(1).has_value();
  if (!can.clock) can.freeze = false;
}

/// Seconds after the end of its life at which a new invite shows as expired; nullopt: more than a
/// week, or the clock does not move.
std::optional<std::int64_t> ProbeLate(Api& api, std::int64_t life) {
  const std::string id = MakeOne(api);
  std::int64_t moved = 0;
  for (const std::int64_t late : kLate) {
    if (!api.AdvanceClock(life + late - moved)) return std::nullopt;
    moved = life + late;
    const auto now = ReadInvite(api.Retrieve(id)->json);
    if (now && now->status == "expired") return late;
  }
  return std::nullopt;
}

/// How long invites live, and how long after that it shows.
void ProbeLifetime(Api& api, Capabilities& can) {
  // A target that expires invites in sweeps looks punctual if a sweep happens to be due. The looks
  // are whole days and a prime number of seconds apart, so that no sweep whose period divides a day
  // (and is 3 s or more) is due at all three.
  constexpr std::int64_t kApart = 1'831;
  constexpr std::int64_t kDay = 86'400;
  constexpr int kLooks = 3;
  const auto seen = ReadInvite(api.Retrieve(MakeOne(api))->json);
  if (!seen || !seen->expires_at) return;
  const std::int64_t life = *seen->expires_at - seen->created_at;
  if (life < 1 || (!can.freeze && life < kShortLife)) return;
  can.time_to_live = life;
  for (int look = 0; look < kLooks && can.late.value_or(1) <= 1; ++look) {
    if (look > 0 && !api.AdvanceClock(kApart + kDay - (life + 1) % kDay)) return;
    const auto late = ProbeLate(api, life);
    if (!late) return;
    can.late = std::max(can.late.value_or(0), *late);
  }
}

void ProbeOtherOrganization(Api& api, Capabilities& can) {
  const Credential other = OtherOrganization(api.run());
  MakeOne(api);
  const ExchangePtr answer = api.As(other, Operation::kList, "");
  const auto page = answer->status == 200 ? ReadPage(answer->json) : std::nullopt;
  can.other_organization = page && page->data.empty();
}

void ProbeControl(Api& api, Capabilities& can) {
  const ExchangePtr health = api.Control("GET", "health");
  can.control = health->status == 200 && health->json.is_object();
  if (!can.control || can.strangers > 0) return;
  can.reset = api.Reset() && FirstList(api).data.empty();
  if (!can.reset) return;
  api.ledger().Exclusive();
  ProbeClock(api, can);
  if (can.clock) {
    api.session().OnLimited([&api](const Credential& limited) {
      constexpr std::int64_t kMoreThanAMinute = 61;
      return api.AdvanceClockOf(limited, kMoreThanAMinute);
    });
  }
  const std::string id = MakeOne(api);
  can.accept = !Missing(*api.Accept(id));
  can.expire = !Missing(*api.Expire(can.paced ? id : MakeOne(api)));  // a refusal is an answer, too
  if (can.clock && !can.paced) ProbeLifetime(api, can);
  if (!can.paced) ProbeOtherOrganization(api, can);
  if (!api.Reset()) throw CannotLook("the target can no longer be reset");
  // Where the clock stands now, nobody knows: a reset may have put it back.
  if (can.freeze) api.FreezeClock();
  if (can.clock && !can.freeze) api.ReadClock();
}

/// Measures the latency. A slow target is sent fewer requests.
void ProbeLatency(Api& api, Capabilities& can) {
  constexpr int kLooks = 8;
  constexpr double kSlowMs = 12;  // at 12 ms a whole run of 10,400 requests takes two minutes
  for (int look = 0; look < kLooks; ++look) FirstList(api);
  can.latency_ms = api.session().latency_ms();
  can.slow = can.latency_ms >= kSlowMs;
}

}  // namespace

void Probe(Api& api, bool local, Capabilities& can) {
  can.paced = api.session().pacer().paced();
  const PageSeen first = FirstList(api);
  can.strangers = first.has_more ? 1 : 0;
  for (const InviteSeen& invite : first.data) {  // some are ours if this is the second look
    if (!api.IsMine(invite.id) && !api.unheard().contains(invite.email)) ++can.strangers;
  }
  // An empty list on this machine is nobody else's; a live organization has other people in it.
  can.exclusive = local && !can.paced && can.strangers == 0;
  ProbeControl(api, can);
  if (can.reset) can.exclusive = true;
  if (!can.paced) ProbeLatency(api, can);
}

}  // namespace invitro::contract
