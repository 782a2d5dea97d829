#include "contract_tests/model/stage.h"

#include <algorithm>
#include <cctype>

#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/text.h"
#include "contract_tests/wire/walk.h"

namespace invitro::contract {

namespace {
constexpr std::int64_t kUnsure = 5;  // seconds by which two clocks that nobody stops may differ
}

Stage::Stage(Api& api, Answers& answers, const Capabilities& can, Tally& tally)
    : api_(api),
      answers_(answers),
      can_(can),
      tally_(tally),
      model_(answers, api.findings(), can.exclusive, can.late) {}

void Stage::Begin() {
  model_ = Model(answers_, findings(), can_.exclusive, can_.late);
  clock_.reset();
  if (can_.reset) {
    if (!api_.Reset()) throw CannotLook("the target can no longer be reset");
    if (can_.freeze) api_.FreezeClock();
  } else {
    for (const std::string& id : std::set<std::string>(api_.alive())) api_.Delete(id);
  }
  if (can_.clock && !can_.freeze) api_.ReadClock();
}

void Stage::RemoveUnheard() {
  for (const InviteSeen& invite : WalkAll(api_)) {
    if (api_.unheard().contains(invite.email)) api_.Delete(invite.id);
  }
}

Now Stage::now() const {
  const auto& clock = can_.clock ? api_.clock() : clock_;
  if (!clock) return {0, 0};  // nothing was made yet
  if (can_.freeze) return {clock->now, clock->now};
  const auto passed =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - clock->at)
          .count();
  return {clock->now + passed - kUnsure, clock->now + passed + kUnsure};
}

/// A target whose clock cannot be read tells the time when it makes an invite.
void Stage::Learn(const InviteSeen& fresh) {
  if (can_.clock) return;
  clock_ = {fresh.created_at, std::chrono::steady_clock::now()};
}

/// Asks again, for as long as the target may take to settle, until `settled(response)`. Returns the
/// last response. Rule INV-CREATE-14.
template <class Ask, class Settled>
auto Stage::Settle(Ask ask, Settled settled) {
  constexpr double kFirstWait = 0.025, kLongestWait = 1;  // seconds
  static const std::atomic<bool> never = false;
  const Session::Setup& setup = api_.session().setup();
  const double began = setup.time->Now();
  auto response = ask();
  double wait = kFirstWait;
  bool again = false;
  while (setup.time->Now() - began < can_.settle_s && !settled(response)) {
    setup.time->WaitUntil(setup.time->Now() + wait, setup.stop != nullptr ? *setup.stop : never);
    wait = std::min(2 * wait, kLongestWait);
    again = true;
    response = ask();
  }
  const double lag = setup.time->Now() - began;
  if (again && settled(response) && lag > longest_lag_s_) {
    longest_lag_s_ = lag;
    answers_.Note("INV-CREATE-14", "the longest time until a change could be read",
                  Fixed(lag, 2) + " s");
  }
  return response;
}

/// Asks about an invite. A 404 for one that exists, as far as the model knows, may have to settle.
template <class Ask>
ExchangePtr Stage::Found(const std::string& id, Ask ask) {
  const Known* known = model_.Find(id);
  const bool exists = known != nullptr && known->state != State::kDeleted;
  return Settle(ask, [&](const ExchangePtr& each) { return each->status != 404 || !exists; });
}

std::optional<std::string> Stage::Create(const Wish& wish) {
  Json body = {{"email", wish.address}, {"role", wish.role}};
  if (wish.projects) body["projects"] = *wish.projects;
  const std::vector<std::string> earlier = model_.Unaccepted(wish.address);
  const ExchangePtr answer = api_.Create(body);
  model_.JudgeCreate(wish, *answer, now());
  const auto seen = answer->status / 100 == 2 ? ReadInvite(answer->json) : std::nullopt;
  if (!seen) {
    ++tally_["refused duplicates"];
    return std::nullopt;
  }
  Learn(*seen);
  if (std::ranges::find(earlier, seen->id) != earlier.end()) return seen->id;  // the one there was
  for (const std::string& id : earlier) model_.JudgeEarlier(id, *api_.Retrieve(id), now());
  return seen->id;
}

std::string Stage::MustCreate() {
  const auto id = Create({next_tag_++, api_.NewAddress(), "reader", Json::array()});
  if (id) return *id;
  Fail("INV-CREATE-01", "200 or 201 for a new address", "a refusal");
  throw Unverified("the target refuses to create invites");
}

void Stage::Walk() {
  const auto walk =
      Settle([this] { return WalkAll(api_); },
             [this](const std::vector<InviteSeen>& all) { return model_.Agrees(all); });
  model_.JudgeWalk(walk, now());
}

void Stage::Place() {
  if (model_.NeedsPlacing()) Walk();
}

void Stage::CountPage(const PageSeen& page, const Cursor& cursor, std::optional<int> limit) {
  const std::size_t most = limit ? static_cast<std::size_t>(*limit) : 20;
  if (!page.has_more && page.data.size() == most) ++tally_["full last pages"];
  const Known* known = model_.Find(cursor.id);
  if (cursor.kind != Cursor::Kind::kInvite || known == nullptr) return;
  if (known->state == State::kDeleted) ++tally_["deleted cursors"];
  if (known->state == State::kExpired) {
    ++tally_[known->by_command ? "cursors expired by command" : "cursors expired by the clock"];
  }
  if (known->state == State::kAccepted) ++tally_["accepted cursors"];
}

PageSeen Stage::Page(std::optional<int> limit, const Cursor& cursor) {
  Place();
  const std::string after = cursor.kind == Cursor::Kind::kNone ? "" : cursor.id;
  const ExchangePtr answer = api_.List(Query(limit, after));
  model_.JudgePage(limit, cursor, *answer, now());
  auto page = answer->status == 200 ? ReadPage(answer->json) : std::nullopt;
  if (!page) page.emplace();
  CountPage(*page, cursor, limit);
  return std::move(*page);
}

PageSeen Stage::PageAmidChanges(std::optional<int> limit, const Cursor& cursor) {
  try {
    return Page(limit, cursor);
  } catch (const Broken& broken) {
    if (broken.finding.rule != "INV-PAGE-04" && broken.finding.rule != "INV-PAGE-07") throw;
    Fail("INV-PAGE-08", broken.finding.expected, broken.finding.got);
    return {};
  }
}

void Stage::Retrieve(const std::string& id) {
  const ExchangePtr answer = Found(id, [&] { return api_.Retrieve(id); });
  model_.JudgeRetrieve(id, *answer, now());
}

bool Stage::Delete(const std::string& id) {
  const Known* known = model_.Find(id);
  const std::string status = known == nullptr ? "unknown" : model_.Status(*known, now());
  ++tally_["deletions of " + (status.empty() ? "ageing" : status) + " invites"];
  const ExchangePtr answer = Found(id, [&] { return api_.Delete(id); });
  model_.JudgeDelete(id, *answer, now());
  return answer->status / 100 == 2;
}

bool Stage::Accept(const std::string& id) {
  const ExchangePtr answer = Found(id, [&] { return api_.Accept(id); });
  model_.JudgeAccept(id, *answer, now());
  return answer->status / 100 == 2;
}

bool Stage::Expire(const std::string& id) {
  const ExchangePtr answer = Found(id, [&] { return api_.Expire(id); });
  model_.JudgeExpire(id, *answer, now());
  return answer->status / 100 == 2;
}

void Stage::Advance(std::int64_t seconds) {
  if (!api_.AdvanceClock(seconds)) throw Unverified("the target's clock no longer moves");
}

Ids Stage::Mine(const std::string& status) {
  std::vector<std::string> ids;
  for (const Known* known : model_.Live()) {
    if (status.empty() || model_.Status(*known, now()) == status) ids.push_back(known->last.id);
  }
  return ids;
}

Ids Stage::Population(std::size_t n) {
  const Ids there = Mine("pending");
  std::vector<std::string> mine(there.begin(), there.end());
  while (mine.size() < n) mine.push_back(MustCreate());
  return mine;
}

std::string Stage::NeverWas(const std::string& id, int how) const {
  const auto taken = [&](const std::string& made) {
    return made.empty() || model_.Find(made) != nullptr || api_.IsMine(made) ||
           api_.IsStrangers(made);
  };
  std::string made = how == 3 || id.empty() ? "invite-" + api_.run() + "NeverWas" : id;
  if (how == 0) made.pop_back();
  if (how == 1) made += '0';
  if (how == 2) {
    // Characters that stand in this id, so that it stays one that the target must take for an id.
    for (const char other : id) {
      const bool same_kind = (std::isdigit(static_cast<unsigned char>(other)) != 0) ==
                             (std::isdigit(static_cast<unsigned char>(id.back())) != 0);
      if (!same_kind || std::isalnum(static_cast<unsigned char>(other)) == 0) continue;
      made.back() = other;
      if (!taken(made)) return made;
    }
  }
  while (taken(made)) made += 'q';
  return made;
}

}  // namespace invitro::contract
