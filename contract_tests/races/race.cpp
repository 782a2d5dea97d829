#include "contract_tests/races/race.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/watch.h"
#include "contract_tests/races/clients.h"
#include "contract_tests/races/linearize.h"

namespace invitro::contract {
namespace {

using Clock = std::chrono::steady_clock;
using Random = std::mt19937_64;

constexpr int kRepeats = 25;  // a race that was seen once shows again within so many

int Below(Random& random, int end) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(end));
}

/// Parameters of the generator of plans.
struct Making {
  const Capabilities& can;
  bool twice = false;  // two creations may have the same address
  bool pages = false;  // lists have a limit and a cursor; then no invite is created
  int next_tag = 0;
};

RaceCall AnyCall(Random& random, const RacePlan& plan, Making& making) {
  using Kind = RaceCall::Kind;
  static constexpr std::array<Kind, 10> kKinds = {
      Kind::kDelete, Kind::kDelete, Kind::kAccept, Kind::kAccept,   Kind::kAccept,
      Kind::kList,   Kind::kList,   Kind::kCreate, Kind::kRetrieve, Kind::kCreate};
  RaceCall call;
  call.kind = kKinds[static_cast<std::size_t>(Below(random, static_cast<int>(kKinds.size())))];
  if (call.kind == Kind::kAccept && !making.can.accept) call.kind = Kind::kDelete;
  if (call.kind == Kind::kList && !making.can.exclusive) call.kind = Kind::kRetrieve;
  if (call.kind == Kind::kCreate && making.pages) call.kind = Kind::kList;
  // Most meet at the same invite.
  if (call.kind == Kind::kCreate) {
    const int made = making.next_tag - plan.invites;
    if (making.twice && made > 0 && Below(random, 2) == 0)
      call.like = plan.invites + Below(random, made);
    call.tag = making.next_tag++;
  } else if (call.kind == Kind::kList) {
    if (making.pages) call.limit = 1 + Below(random, plan.invites);
    if (making.pages && Below(random, 2) == 0) call.behind = Below(random, plan.invites);
  } else {
    call.tag = Below(random, 3) > 0 ? 0 : Below(random, plan.invites);
  }
  const bool can_be_others = call.kind != Kind::kCreate && call.kind != Kind::kAccept;
  if (making.can.other_organization && can_be_others) call.elsewhere = Below(random, 6) == 0;
  if (call.elsewhere) call.behind = -1;  // the other organization does not have that invite
  return call;
}

/// False if the target is known to accept duplicates: then the model cannot follow two creations of
/// one address.
bool RefusesDuplicates(const Findings& findings) {
  return !findings.Tolerates("INV-CREATE-08") && !findings.WasReported("INV-CREATE-08");
}

RacePlan AnyPlan(Random& random, const Capabilities& can, bool twice) {
  RacePlan plan;
  plan.invites = 2 + Below(random, 3);
  plan.in_step = Below(random, 2) == 0;
  Making making{can, twice, can.exclusive && Below(random, 3) == 0, plan.invites};
  const int clients = 3 + Below(random, 2);
  const int most = can.paced ? 1 : 3;  // a burst of no more than the pacer's
  for (int client = 0; client < clients; ++client) {
    plan.clients.emplace_back();
    const int calls = 1 + Below(random, most);
    for (int i = 0; i < calls; ++i) {
      plan.clients.back().push_back(AnyCall(random, plan, making));
    }
  }
  return plan;
}

/// The target's answers to open questions, learned before anything runs at once.
void Learn(Stage& stage) {
  stage.Begin();
  if (stage.can().exclusive) {
    stage.Population(3);
    stage.Walk();
    const std::string middle = stage.Order()[1];
    stage.Delete(middle);
    stage.Page(2, {Cursor::Kind::kInvite, middle});
  }
  if (!stage.can().accept) return;
  const std::string id = stage.MustCreate();
  stage.Accept(id);
  stage.Delete(id);
  stage.Accept(id);
}

struct Played {
  History history;
  std::map<int, std::string> ids;  // of what was there before, by tag
  std::optional<Contradiction> wrong;
};

/// nullopt: a connection ended, and nothing can be said.
std::optional<Played> PlayOnce(Stage& stage, Clients& clients, const RacePlan& plan) {
  stage.Begin();
  std::vector<std::string> ids;
  for (int tag = 0; tag < plan.invites; ++tag) {
    const auto id = stage.Create({tag, stage.api().NewAddress(), "reader", Json::array()});
    if (!id) throw Broken("INV-CREATE-01", "200 or 201 for a new address", "a refusal");
    ids.push_back(*id);
  }
  if (stage.can().exclusive) stage.Walk();
  Played played;
  played.history = clients.Play(plan, ids, stage.api());
  const auto lost = [](const Interval& each) { return each.lost; };
  if (std::ranges::any_of(played.history, lost) && !stage.can().paced && clients.Reconnect()) {
    stage.RemoveUnheard();
    return std::nullopt;
  }
  for (const Interval& each : played.history) {
    if (each.exchange->status != 0 && !each.lost) continue;
    // What it did, nobody knows; and a server of one connection at a time breaks no rule.
    throw Unverified("no answer to a request beside others: " + Summary(*each.exchange, 120));
  }
  for (const Interval& each : played.history) {
    if (each.call.kind == RaceCall::Kind::kAccept) continue;
    stage.findings().At(each.exchange);
    Watch(*each.exchange, true, stage.findings());
  }
  for (std::size_t i = 0; i < ids.size(); ++i) played.ids[static_cast<int>(i)] = ids[i];
  played.wrong = Contradicts(played.history, stage.model(), played.ids, stage.now());
  return played;
}

/// The race, if it shows again; nullopt also if anything else came between.
std::optional<Played> Again(Stage& stage, Clients& clients, const RacePlan& plan) {
  try {
    auto played = PlayOnce(stage, clients, plan);
    if (played && played->wrong) return played;
  } catch (const Broken&) {  // of another rule, which has its own checks
  } catch (const Interrupted&) {
  }
  return std::nullopt;
}

/// Fewer calls, as long as the race shows again.
void Shrink(Stage& stage, Clients& clients, RacePlan plan, Played& found, double seconds) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (std::size_t client = 0; client < plan.clients.size() && !smaller; ++client) {
      for (std::size_t call = 0; call < plan.clients[client].size() && !smaller; ++call) {
        RacePlan less = plan;
        less.clients[client].erase(less.clients[client].begin() +
                                   static_cast<std::ptrdiff_t>(call));
        for (int again = 0; again < kRepeats && !smaller; ++again) {
          if (Clock::now() > end) return;
          std::optional<Played> played = Again(stage, clients, less);
          if (!played) continue;
          smaller = true;
          plan = less;
          found = std::move(*played);
        }
      }
    }
  }
}

}  // namespace

RaceResult Race(Stage& stage, const RaceParams& params) {
  RaceResult result;
  Clients clients(params.clients);
  if (!stage.can().paced) clients.Try(stage.api().session());
  Learn(stage);
  Random random(params.seed);
  const bool twice = RefusesDuplicates(stage.findings());
  while (result.histories < params.histories) {
    const RacePlan plan = AnyPlan(random, stage.can(), twice);
    std::optional<Played> played = PlayOnce(stage, clients, plan);
    if (!played) continue;
    ++result.histories;
    if (std::ranges::any_of(played->history, IsLimited)) ++result.limited;
    if (!played->wrong) continue;
    if (stage.findings().WasReported(played->wrong->rule)) {
      throw Unverified(played->wrong->rule + " is broken without any overlap, which hides races");
    }
    try {
      if (!stage.can().paced) Shrink(stage, clients, plan, *played, params.shrink_s);
    } catch (const Unverified&) {  // what was found stands, however small it got
    } catch (const CannotLook&) {
    }
    Finding finding{"INV-RACE-01",
                    "an order of these calls; after " + std::to_string(played->wrong->placed) +
                        " of them " + played->wrong->rule + " expects " + played->wrong->expected,
                    played->wrong->got};
    finding.commands = Timeline(played->history, played->ids);
    for (const Interval& each : played->history) finding.exchanges.push_back(each.exchange);
    result.finding = std::move(finding);
    return result;
  }
  return result;
}

}  // namespace invitro::contract
