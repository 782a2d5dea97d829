#include "contract_tests/wire/api.h"

#include "client/url.h"
#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/watch.h"

namespace invitro::contract {
namespace {

constexpr unsigned kSampleRate = 16;  // of the successes, one in 16 meets the JSON Schemas

void Replace(std::string& text, std::string_view what, const std::string& with) {
  const auto at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
}

}  // namespace

Credential OtherOrganization(const std::string& run) {
  const std::string key = "sk-admin-other-" + run;
  return {key, key, true};
}

Api::Api(Session& session, Ledger& ledger, Findings& findings, std::string run)
    : session_(session), ledger_(ledger), findings_(findings), run_(std::move(run)) {}

std::string Api::NewAddress(const std::string& more) {
  std::string address = pattern_;
  Replace(address, "{run}", run_);
  Replace(address, "{n}", std::to_string(++addresses_) + more);
  return address;
}

void Api::UseProjects(std::vector<std::string> ids) {
  projects_ = std::move(ids);
  projects_exist_ = true;
}

Json Api::Projects(std::size_t n) const {
  Json projects = Json::array();
  for (std::size_t i = 0; i < n && i < projects_.size(); ++i) {
    projects.push_back({{"id", projects_[i]}, {"role", i % 2 == 0 ? "member" : "owner"}});
  }
  return projects;
}

Json Api::MadeUpProjects(std::size_t n) {
  constexpr std::size_t kLong = 80, kVeryLong = 300, kTwiceEvery = 12;
  Json projects = Json::array();
  for (std::size_t i = 0; i < n; ++i) {
    const std::string number = std::to_string(n - i);  // not in the order of the ids
    const std::string forms[] = {"proj_z" + number,
                                 "proj_Zx" + number,
                                 "PROJ_ZX" + number,
                                 " proj_" + number + " ",
                                 "proj_%41&b <" + number,
                                 "proj_\u00E9" + number,
                                 "proj-" + number + std::string(kLong, 'x'),
                                 "proj-" + number + std::string(kVeryLong, 'y')};
    const bool twice = i % kTwiceEvery == kTwiceEvery - 1;
    projects.push_back(twice ? projects.front()
                             : Json{{"id", forms[i % std::size(forms)]},
                                    {"role", i % 2 == 0 ? "member" : "owner"}});
  }
  return projects;
}

std::string Api::Path(const std::string& id) const {
  const std::string path = session_.setup().base_path + "/organization/invites";
  return id.empty() ? path : path + "/" + PercentEncode(id);
}

ExchangePtr Api::Watched(ExchangePtr exchange) {
  findings_.At(exchange);
  constexpr int kLeastError = 400;
  const bool error = exchange->status >= kLeastError;  // rare, and each has words of its own
  Watch(*exchange, thoroughly_ || error || ++sample_ % kSampleRate == 0, findings_);
  return exchange;
}

ExchangePtr Api::Create(const Json& body) {
  const auto email = body.find("email");
  return CreateText(body.dump(), email != body.end() && email->is_string()
                                     ? email->get<std::string>()
                                     : std::string());
}

ExchangePtr Api::CreateText(const std::string& body, const std::string& email,
                            bool must_be_refused) {
  BeginCreation(email, must_be_refused);
  const ExchangePtr answer = session_.Send(Operation::kCreate, "POST", Path(""), body);
  EndCreation(*answer, email);
  return Watched(answer);
}

void Api::BeginCreation(const std::string& email, bool must_be_refused) {
  const auto& limits = session_.pacer().limits();
  if (limits && !must_be_refused && created_ + in_flight_ >= limits->creations) {
    throw Unverified("population: no more than " + std::to_string(limits->creations) +
                     " invites are made");
  }
  ++in_flight_;
  if (email.find(run_) == std::string::npos) return;  // an address that others may have too
  ledger_.Intends(email);
  unheard_.insert(email);
}

void Api::EndCreation(const Exchange& answer, const std::string& email) {
  --in_flight_;
  const bool made = answer.status >= 200 && answer.status < 300;
  const auto id = made && answer.json.is_object() ? answer.json.find("id") : answer.json.end();
  if (made && id != answer.json.end() && id->is_string()) {
    ledger_.Made(id->get<std::string>());
    alive_.insert(id->get<std::string>());
    ever_.insert(id->get<std::string>());
    unheard_.erase(email);
    ++created_;
  } else if (answer.status >= 400 && answer.status < 500) {
    ledger_.Refused(email);  // says the target: at the end the list is asked all the same
  }
}

ExchangePtr Api::List(const std::string& query) {
  const std::string path = Path("") + (query.empty() ? "" : "?" + query);
  ExchangePtr answer = Watched(session_.Send(Operation::kList, "GET", path));
  if (const auto page = answer->status == 200 ? ReadPage(answer->json) : std::nullopt) {
    for (const InviteSeen& invite : page->data) {
      const bool ours = ever_.contains(invite.id) || unheard_.contains(invite.email);
      (ours ? read_ : shown_).insert(invite.id);
    }
  }
  return answer;
}

double Api::Time() const { return session_.setup().time->Now(); }

void Api::Wait(double seconds) const {
  static const std::atomic<bool> never = false;
  const std::atomic<bool>* stop = session_.cleaning() ? nullptr : session_.setup().stop;
  session_.setup().time->WaitUntil(Time() + seconds, stop != nullptr ? *stop : never);
}

/// Asks about an invite. A 404 for one that this run made, and did not delete, may have to settle.
template <class Ask>
ExchangePtr Api::Found(const std::string& id, Ask ask) {
  constexpr int kNotFound = 404;
  const bool alive = alive_.contains(id);
  return Settle(ask,
                [alive](const ExchangePtr& each) { return each->status != kNotFound || !alive; });
}

ExchangePtr Api::Retrieve(const std::string& id) {
  ExchangePtr answer =
      Watched(Found(id, [&] { return session_.Send(Operation::kRetrieve, "GET", Path(id)); }));
  const auto seen = answer->status == 200 ? ReadInvite(answer->json) : std::nullopt;
  const bool ours = seen && (ever_.contains(seen->id) || unheard_.contains(seen->email));
  if (seen) (ours ? read_ : shown_).insert(seen->id);
  return answer;
}

bool Api::IsStrangers(const std::string& id) const {
  return shown_.contains(id) && !ever_.contains(id);
}

ExchangePtr Api::Delete(const std::string& id) {
  if (IsStrangers(id)) throw Unverified("the id belongs to somebody else's invite");
  const ExchangePtr answer =
      Found(id, [&] { return session_.Send(Operation::kDelete, "DELETE", Path(id)); });
  const bool deleted = answer->status / 100 == 2;
  // "Gone" is the target's word; the clean-up looks at the list as well.
  if ((deleted || answer->status == 404) && alive_.erase(id) > 0) {
    if (deleted || read_.contains(id)) {
      ledger_.Removed(id);
    } else {
      doubtful_.insert(id);
    }
  }
  return Watched(answer);
}

ExchangePtr Api::As(const Credential& credential, Operation operation, const std::string& id,
                    const Json& body) {
  const char* method = "GET";
  if (operation == Operation::kCreate) method = "POST";
  if (operation == Operation::kDelete) method = "DELETE";
  const bool create = operation == Operation::kCreate;
  const std::string email = create ? body.value("email", std::string()) : "";
  const bool account = create && !credential.elsewhere;
  const auto is = [&](const Credential& writer) { return credential.value == writer.value; };
  const bool may_write = is(session_.setup().key) || (write_only_ && is(*write_only_));
  if (account) BeginCreation(email, !may_write);
  const auto ask = [&] {
    return session_.SendAs(credential, operation, method, Path(id),
                           create ? body.dump() : std::string());
  };
  const ExchangePtr answer = credential.elsewhere ? ask() : Found(id, ask);
  if (account) EndCreation(*answer, email);
  return Watched(answer);
}

ExchangePtr Api::Control(const std::string& method, const std::string& call,
                         const std::string& body) {
  ExchangePtr answer = session_.Send(Operation::kControl, method, "/_mock/" + call, body);
  findings_.At(answer);
  return answer;
}

ExchangePtr Api::Accept(const std::string& id) {
  return Found(id, [&] { return Control("POST", "invites/" + PercentEncode(id) + "/accept"); });
}

ExchangePtr Api::Expire(const std::string& id) {
  return Found(id, [&] { return Control("POST", "invites/" + PercentEncode(id) + "/expire"); });
}

bool Api::Reset() {
  if (Control("POST", "reset")->status / 100 != 2) return false;
  alive_.clear();
  doubtful_.clear();
  ledger_.Reset();
  return true;
}

std::optional<std::int64_t> Api::SeeClock(const Exchange& answer) {
  const auto now = answer.json.is_object() ? answer.json.find("now") : answer.json.end();
  if (answer.status != 200 || now == answer.json.end() || !now->is_number_integer()) {
    return std::nullopt;
  }
  clock_ = {now->get<std::int64_t>(), std::chrono::steady_clock::now()};
  return clock_->now;
}

std::optional<std::int64_t> Api::AdvanceClock(std::int64_t seconds) {
  return SeeClock(*Control("POST", "clock", Json{{"advance_seconds", seconds}}.dump()));
}

bool Api::AdvanceClockOf(const Credential& credential, std::int64_t seconds) {
  if (!credential.elsewhere) return AdvanceClock(seconds).has_value();
  const std::string body = Json{{"advance_seconds", seconds}}.dump();
  return session_.SendAs(credential, Operation::kControl, "POST", "/_mock/clock", body)->status ==
         200;
}

bool Api::FreezeClock() {
  const auto answer = Control("POST", "clock", R"({"frozen":true})");
  SeeClock(*answer);
  return answer->status == 200;
}

std::optional<std::int64_t> Api::ReadClock() { return SeeClock(*Control("GET", "clock")); }

}  // namespace invitro::contract
