#include "contract_tests/races/race.h"

#include <algorithm>
#include <array>
#include <barrier>
#include <chrono>
#include <random>
#include <thread>

#include "client/url.h"
#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/watch.h"
#include "contract_tests/races/linearize.h"

namespace invitro::contract {
namespace {

using Clock = std::chrono::steady_clock;
using Random = std::mt19937_64;

constexpr std::size_t kMostClients = 4;
constexpr int kRepeats = 25;  // a race that was seen once shows again within so many

int Below(Random& random, int end) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(end));
}

RaceCall AnyCall(Random& random, const RacePlan& plan, int& next_tag, const Capabilities& can) {
  using Kind = RaceCall::Kind;
  static constexpr std::array<Kind, 10> kKinds = {
      Kind::kDelete, Kind::kDelete, Kind::kAccept, Kind::kAccept,   Kind::kAccept,
      Kind::kList,   Kind::kList,   Kind::kCreate, Kind::kRetrieve, Kind::kCreate};
  RaceCall call;
  call.kind = kKinds[static_cast<std::size_t>(Below(random, static_cast<int>(kKinds.size())))];
  if (call.kind == Kind::kAccept && !can.accept) call.kind = Kind::kDelete;
  if (call.kind == Kind::kList && !can.exclusive) call.kind = Kind::kRetrieve;
  // Most meet at the same invite.
  if (call.kind == Kind::kCreate) {
    call.tag = next_tag++;
  } else if (call.kind != Kind::kList) {
    call.tag = Below(random, 3) > 0 ? 0 : Below(random, plan.invites);
  }
  return call;
}

RacePlan AnyPlan(Random& random, const Capabilities& can) {
  RacePlan plan;
  plan.invites = 2 + Below(random, 3);
  plan.in_step = Below(random, 2) == 0;
  int next_tag = plan.invites;
  const int clients = 3 + Below(random, 2);
  const int most = can.paced ? 1 : 3;  // a burst of no more than the pacer's
  for (int client = 0; client < clients; ++client) {
    plan.clients.emplace_back();
    const int calls = 1 + Below(random, most);
    for (int i = 0; i < calls; ++i) {
      plan.clients.back().push_back(AnyCall(random, plan, next_tag, can));
    }
  }
  return plan;
}

HttpRequest RequestFor(const RaceParams& params, const Interval& each, const std::string& id) {
  const std::string invites = params.base_path + "/organization/invites";
  HttpRequest request;
  switch (each.call.kind) {
    case RaceCall::Kind::kCreate:
      request = {
          "POST", invites,
          Json{{"email", each.email}, {"role", "reader"}, {"projects", Json::array()}}.dump()};
      request.headers.emplace_back("Content-Type", "application/json");
      break;
    case RaceCall::Kind::kDelete:
      request = {"DELETE", invites + "/" + PercentEncode(id), ""};
      break;
    case RaceCall::Kind::kAccept:
      request = {"POST", "/_mock/invites/" + PercentEncode(id) + "/accept", ""};
      break;
    case RaceCall::Kind::kRetrieve:
      request = {"GET", invites + "/" + PercentEncode(id), ""};
      break;
    case RaceCall::Kind::kList:
      request = {"GET", invites + "?limit=100", ""};
      break;
  }
  request.headers.emplace_back("Authorization", "Bearer " + params.key);
  return request;
}

Operation OperationOf(RaceCall::Kind kind) {
  switch (kind) {
    case RaceCall::Kind::kCreate:
      return Operation::kCreate;
    case RaceCall::Kind::kDelete:
      return Operation::kDelete;
    case RaceCall::Kind::kAccept:
      return Operation::kControl;
    case RaceCall::Kind::kRetrieve:
      return Operation::kRetrieve;
    case RaceCall::Kind::kList:
      return Operation::kList;
  }
  return Operation::kList;
}

std::int64_t Nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch())
      .count();
}

/// Clients that stay connected from one history to the next.
class Clients {
 public:
  explicit Clients(const RaceParams& params) : params_(params) {
    for (std::size_t i = 0; i < kMostClients; ++i) connections_.push_back(params.connect());
  }

  /// What waits in a queue while others are served would be done after the clean-up: so first each
  /// connection asks, beside all others, for what changes nothing.
  void Try(Session& session) const {
    for (std::size_t i = 0; i < kMostClients; ++i) {
      Interval look;
      look.call.kind = RaceCall::Kind::kList;
      session.Admit(Operation::kList);
      Make(look, {}, *connections_[i]);
      if (look.exchange->status != 0) continue;
      throw Unverified("no answer to a request beside others, so that none can overlap: " +
                       look.exchange->trouble);
    }
  }

  History Play(const RacePlan& plan, const std::vector<std::string>& ids, Api& api) {
    std::vector<History> parts(plan.clients.size());
    std::size_t rounds = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (const RaceCall& call : plan.clients[i]) {
        Interval each;
        each.client = static_cast<int>(i);
        each.call = call;
        api.session().Admit(OperationOf(call.kind));
        if (call.kind == RaceCall::Kind::kCreate) {
          each.email = api.NewAddress();
          api.BeginCreation(each.email);
        }
        parts[i].push_back(each);
      }
      rounds = std::max(rounds, parts[i].size());
    }
    const bool kept = api.session().keeps_connections();
    std::barrier together(static_cast<std::ptrdiff_t>(parts.size()));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      threads.emplace_back([&, i] {
        for (std::size_t round = 0; round < rounds; ++round) {
          if (round == 0 || plan.in_step) together.arrive_and_wait();
          if (round >= parts[i].size()) continue;
          if (!kept) connections_[i] = params_.connect();
          Make(parts[i][round], ids, *connections_[i]);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    History history;
    for (History& part : parts) std::move(part.begin(), part.end(), std::back_inserter(history));
    for (const Interval& each : history) {
      if (!each.email.empty()) api.EndCreation(*each.exchange, each.email);
    }
    return history;
  }

 private:
  void Make(Interval& each, const std::vector<std::string>& ids, Transport& connection) const {
    const bool old = each.call.tag >= 0 && each.call.tag < static_cast<int>(ids.size());
    const HttpRequest request =
        RequestFor(params_, each, old ? ids[static_cast<std::size_t>(each.call.tag)] : "");
    auto exchange = std::make_shared<Exchange>();
    exchange->operation = OperationOf(each.call.kind);
    exchange->method = request.method;
    exchange->url = params_.origin + request.path;
    exchange->credential = "$OPENAI_ADMIN_KEY";
    exchange->sent = request.body;
    each.began_ns = Nanoseconds();
    const auto answer = connection.Send(request, Clock::now() + params_.timeout);
    each.ended_ns = Nanoseconds();
    if (answer) {
      exchange->status = answer->status;
      exchange->headers = answer->headers;
      exchange->body = answer->body;
    } else {
      exchange->trouble = answer.error().message;
    }
    HideKey(*exchange, params_.key, exchange->credential);
    exchange->json = Json::parse(exchange->body, nullptr, false);
    each.exchange = exchange;
  }

  const RaceParams& params_;
  std::vector<std::unique_ptr<Transport>> connections_;
};

/// The target's answers to open questions, learned before anything runs at once.
void Learn(Stage& stage) {
  if (!stage.can().accept) return;
  stage.Begin();
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

Played PlayOnce(Stage& stage, Clients& clients, const RacePlan& plan) {
  stage.Begin();
  std::vector<std::string> ids;
  for (int tag = 0; tag < plan.invites; ++tag) {
    const auto id = stage.Create({tag, stage.api().NewAddress(), "reader", Json::array()});
    if (!id) throw Broken("INV-CREATE-01", "200 for a new address", "a refusal");
    ids.push_back(*id);
  }
  if (stage.can().exclusive) stage.Walk();
  Played played;
  played.history = clients.Play(plan, ids, stage.api());
  for (const Interval& each : played.history) {
    if (each.exchange->status != 0) continue;
    // What it did, nobody knows; and a server of one connection at a time breaks no rule.
    throw Unverified("no answer to a request beside others: " + each.exchange->trouble);
  }
  for (const Interval& each : played.history) {
    if (each.call.kind != RaceCall::Kind::kAccept) Watch(*each.exchange, true);
  }
  for (std::size_t i = 0; i < ids.size(); ++i) played.ids[static_cast<int>(i)] = ids[i];
  played.wrong = Contradicts(played.history, stage.model(), played.ids, stage.now());
  return played;
}

/// The race, if it shows again; nullopt also if anything else came between.
std::optional<Played> Again(Stage& stage, Clients& clients, const RacePlan& plan) {
  try {
    Played played = PlayOnce(stage, clients, plan);
    if (played.wrong) return played;
  } catch (const Broken&) {  // of another rule, which has its own checks
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
  Learn(stage);
  Clients clients(params);
  if (!stage.can().paced) clients.Try(stage.api().session());
  Random random(params.seed);
  for (; result.histories < params.histories; ++result.histories) {
    const RacePlan plan = AnyPlan(random, stage.can());
    Played played = PlayOnce(stage, clients, plan);
    if (std::ranges::any_of(played.history, IsLimited)) ++result.limited;
    if (!played.wrong) continue;
    ++result.histories;
    try {
      if (!stage.can().paced) Shrink(stage, clients, plan, played, params.shrink_s);
    } catch (const Unverified&) {  // what was found stands, however small it got
    } catch (const CannotLook&) {
    }
    Finding finding{"INV-RACE-01",
                    "an order of these calls; after " + std::to_string(played.wrong->placed) +
                        " of them " + played.wrong->rule + " expects " + played.wrong->expected,
                    played.wrong->got};
    finding.commands = Timeline(played.history, played.ids);
    for (const Interval& each : played.history) finding.exchanges.push_back(each.exchange);
    result.finding = std::move(finding);
    return result;
  }
  return result;
}

}  // namespace invitro::contract
