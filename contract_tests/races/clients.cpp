#include "contract_tests/races/clients.h"

#include <algorithm>
#include <barrier>
#include <thread>

#include "client/url.h"
#include "contract_tests/facts/finding.h"
#include "contract_tests/wire/walk.h"

namespace invitro::contract {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostLost = 20;  // histories, after which no connection is kept

HttpRequest RequestFor(const ClientParams& params, const Interval& each, const std::string& id,
                       const std::string& cursor) {
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
      request = {"GET", invites + "?" + Query(each.call.limit, cursor), ""};
      break;
  }
  const std::string& key = each.call.elsewhere ? params.other_key : params.key;
  request.headers.emplace_back("Authorization", "Bearer " + key);
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

}  // namespace

Clients::Clients(const ClientParams& params) : params_(params) {
  for (std::size_t i = 0; i < kMost; ++i) kept_.push_back(params.connect());
}

void Clients::Try(Session& session) {
  for (const auto& connection : kept_) {
    Interval look;
    look.call.kind = RaceCall::Kind::kList;
    session.Admit(Operation::kList);
    Make(look, {}, *connection);
    if (look.exchange->status != 0) continue;
    throw Unverified("no answer to a request beside others, so that none can overlap: " +
                     look.exchange->trouble);
  }
}

bool Clients::Reconnect() {
  if (lost_ >= kMostLost) return false;
  ++lost_;
  for (auto& connection : kept_) connection = params_.connect();
  return true;
}

/// Admits a call, and records its address if it creates an invite.
Interval Clients::Begin(const RaceCall& call, Api& api, std::map<int, std::string>& emails) const {
  Interval each;
  each.call = call;
  api.session().Admit(OperationOf(call.kind));
  if (call.kind != RaceCall::Kind::kCreate) return each;
  const auto same = emails.find(call.like);
  each.email = same != emails.end() ? same->second : api.NewAddress();
  emails[call.tag] = each.email;
  api.BeginCreation(each.email);
  return each;
}

History Clients::Play(const RacePlan& plan, const std::vector<std::string>& ids, Api& api) {
  std::vector<History> parts(plan.clients.size());
  std::vector<Connections> own(plan.clients.size());  // made before it begins
  std::map<int, std::string> emails;                  // addresses of the creations, by tag
  std::size_t rounds = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const RaceCall& call : plan.clients[i]) {
      parts[i].push_back(Begin(call, api, emails));
      parts[i].back().client = static_cast<int>(i);
      if (lost_ >= kMostLost) own[i].push_back(params_.connect());
    }
    rounds = std::max(rounds, parts[i].size());
  }
  std::barrier together(static_cast<std::ptrdiff_t>(parts.size()));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    threads.emplace_back([&, i] {
      for (std::size_t round = 0; round < rounds; ++round) {
        if (round == 0 || plan.in_step) together.arrive_and_wait();
        if (round >= parts[i].size()) continue;
        Make(parts[i][round], ids, own[i].empty() ? *kept_[i] : *own[i][round]);
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

void Clients::Make(Interval& each, const std::vector<std::string>& ids,
                   Transport& connection) const {
  const auto id = [&ids](int tag) {
    const bool old = tag >= 0 && tag < static_cast<int>(ids.size());
    return old ? ids[static_cast<std::size_t>(tag)] : "";
  };
  const HttpRequest request = RequestFor(params_, each, id(each.call.tag), id(each.call.behind));
  auto exchange = std::make_shared<Exchange>();
  exchange->operation = OperationOf(each.call.kind);
  exchange->method = request.method;
  exchange->url = params_.origin + request.path;
  exchange->authorization =
      "Bearer " + (each.call.elsewhere ? params_.other_key : std::string("$OPENAI_ADMIN_KEY"));
  exchange->sent = request.body;
  if (!request.body.empty()) exchange->type = "application/json";
  each.began_ns = Nanoseconds();
  const auto answer = connection.Send(request, Clock::now() + params_.timeout);
  each.ended_ns = Nanoseconds();
  if (answer) {
    exchange->status = answer->status;
    exchange->headers = answer->headers;
    exchange->body = answer->body;
  } else {
    exchange->trouble = answer.error().message;
    each.lost = answer.error().kind == TransportError::Kind::kLost;
  }
  each.lost = each.lost || IsFromGateway(*exchange);
  HideKey(*exchange, params_.key, "$OPENAI_ADMIN_KEY");
  if (each.call.elsewhere) HideKey(*exchange, params_.other_key, params_.other_key);
  exchange->json = Json::parse(exchange->body, nullptr, false);
  each.exchange = exchange;
}

}  // namespace invitro::contract
