#include "contract_tests/model/stage.h"

#include <algorithm>
#include <cctype>

#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/text.h"
#include "contract_tests/model/addresses.h"
#include "contract_tests/model/near_misses.h"
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
      model_(answers, api.findings(), can.exclusive) {
  if (can.late) answers.NoteLate(*can.late);
}

void Stage::Begin() {
  model_ = Model(answers_, findings(), can_.exclusive);
  clock_.reset();
  if (can_.reset) {
    if (!api_.Reset()) throw CannotLook("the target can no longer be reset");
    if (can_.freeze) api_.FreezeClock();
  } else {
    const std::set<std::string> left = DeleteRest();
    if (api_.settle_s() > 0 && !can_.paced) {
      api_.Settle([this] { return WalkAll(api_); },
                  [&left](const std::vector<InviteSeen>& walk) {
                    return std::ranges::none_of(
                        walk, [&left](const InviteSeen& each) { return left.contains(each.id); });
                  });
    }
  }
  if (can_.clock && !can_.freeze) api_.ReadClock();
}

/// Deletes what earlier scenarios left, and returns the ids. An expired invite need not be
/// deletable (INV-DELETE-07): one that is refused stays in the list like a stranger's.
std::set<std::string> Stage::DeleteRest() {
  constexpr std::size_t kMostKept = 100;  // more make each walk too long
  std::set<std::string> left = api_.alive();
  std::erase_if(left, [this](const std::string& id) { return kept_.contains(id); });
  for (const std::string& id : left) {
    const ExchangePtr answer = api_.Delete(id);
    if (answer->status / 100 == 4 && answer->status != 404) kept_.insert(id);
  }
  if (kept_.empty()) return left;
  std::erase_if(left, [this](const std::string& id) { return kept_.contains(id); });
  can_.exclusive = false;
  can_.strangers = std::max(can_.strangers, kept_.size());
  model_ = Model(answers_, findings(), can_.exclusive);
  if (kept_.size() > kMostKept) {
    throw Unverified(std::to_string(kept_.size()) +
                     " expired invites are in the list, which the target does not delete");
  }
  return left;
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

std::optional<std::string> Stage::Create(const Wish& wish) {
  Json body = {{"email", wish.address}, {"role", wish.role}};
  if (wish.projects) body["projects"] = *wish.projects;
  const std::vector<std::string> earlier = model_.Unaccepted(wish.address);
  if (wish.form != 0) ++tally_["addresses in an unusual form"];
  const ExchangePtr answer = api_.Create(body);
  model_.JudgeCreate(wish, *answer, now());
  const auto seen = answer->status / 100 == 2 ? ReadInvite(answer->json) : std::nullopt;
  if (!seen) {
    if (wish.form == 0) ++tally_["refused duplicates"];
    return std::nullopt;
  }
  Learn(*seen);
  if (std::ranges::find(earlier, seen->id) != earlier.end()) return seen->id;  // the one there was
  for (const std::string& id : earlier) model_.JudgeEarlier(id, *api_.Retrieve(id), now());
  return seen->id;
}

std::string Stage::MustCreate() {
  // Only forms that keep the address short, so that a failure stays readable.
  constexpr int kShortForms = 22, kEvery = 4;
  int form = 0;
  if (!can_.paced && ++creations_ % kEvery == 0) form = 1 + creations_ / kEvery % kShortForms;
  if (refused_forms_.contains(form)) form = 0;
  const auto make = [this](int in_form) {
    return Create(
        {next_tag_++, Formed(api_.NewAddress(), in_form), "reader", Json::array(), in_form});
  };
  auto id = make(form);
  if (!id && form != 0) {
    refused_forms_.insert(form);
    id = make(0);
  }
  if (id) return *id;
  Fail("INV-CREATE-01", "200 or 201 for a new address", "a refusal");
  throw Unverified("the target refuses to create invites");
}

void Stage::Walk() {
  const auto walk =
      api_.Settle([this] { return WalkAll(api_); },
                  [this](const std::vector<InviteSeen>& all) { return model_.Agrees(all); });
  model_.JudgeWalk(walk, now());
}

/// Walks where a page cannot be judged without: an invite's place is not known, or what was deleted
/// may still be shown.
void Stage::Place() {
  const bool settles = api_.settle_s() > 0 && model_.DeletedSinceWalk();
  if (model_.NeedsPlacing() || settles) Walk();
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
  // Both orders of the two parameters are sent; the same page always has the same URL, as a cache
  // of the target sees it.
  const bool after_first =
      std::hash<std::string>{}(after + std::to_string(limit.value_or(0))) % 2 == 0;
  const ExchangePtr answer = api_.List(Query(limit, after, after_first));
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
  const ExchangePtr answer = api_.Retrieve(id);
  model_.JudgeRetrieve(id, *answer, now());
}

const Known& Stage::Of(const std::string& id) const {
  const Known* known = model_.Find(id);
  if (known == nullptr) throw Unverified("the target has not made the invite that was asked for");
  return *known;
}

bool Stage::GoesOn(const PageSeen& page, std::optional<int> limit) {
  constexpr std::size_t kDefaultLimit = 20;
  const std::size_t most = limit ? static_cast<std::size_t>(*limit) : kDefaultLimit;
  if (page.data.empty()) return false;
  return page.has_more || (findings().Tolerates("INV-PAGE-05") && page.data.size() == most);
}

bool Stage::Delete(const std::string& id) {
  if (!can_.exclusive && !api_.IsMine(id)) {  // a made-up id may be somebody's
    const ExchangePtr look = api_.Retrieve(id);
    if (look->status / 100 != 4) throw Unverified("an id that was made up may be somebody else's");
  }
  const Known* known = model_.Find(id);
  const std::string status = known == nullptr ? "unknown" : model_.Status(*known, now());
  ++tally_["deletions of " + (status.empty() ? "ageing" : status) + " invites"];
  const ExchangePtr answer = api_.Delete(id);
  model_.JudgeDelete(id, *answer, now());
  return answer->status / 100 == 2;
}

bool Stage::Accept(const std::string& id) {
  const ExchangePtr answer = api_.Accept(id);
  model_.JudgeAccept(id, *answer, now());
  return answer->status / 100 == 2;
}

bool Stage::Expire(const std::string& id) {
  const ExchangePtr answer = api_.Expire(id);
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
  if (api_.settle_s() > 0 && !can_.paced) Place();
  return mine;
}

std::string Stage::NeverWas(const std::string& id, int how) const {
  const auto taken = [&](const std::string& made) {
    return made.empty() || model_.Find(made) != nullptr || api_.IsMine(made) ||
           api_.IsStrangers(made);
  };
  const Known* known = model_.Find(id);
  const std::string address = known != nullptr ? known->address : "";
  if (!id.empty()) ++tally_["near misses of an id"];
  std::string made = id.empty() ? "invite-" + api_.run() + "NeverWas"
                                : NearMiss(id, how, {address, api_.run(), taken});
  while (taken(made)) made += 'q';
  return made;
}

}  // namespace invitro::contract
