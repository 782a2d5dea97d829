// The pagination oracle: which page may follow, given the order that the target has shown.

#include <algorithm>
#include <unordered_map>

#include "contract_tests/model/model.h"
#include "contract_tests/model/responses.h"
#include "invitro/error.h"

namespace invitro::contract {
namespace {

constexpr std::size_t kDefaultLimit = 20;
// Questions, and answers to them.
constexpr const char* kUnknownCursor = "an unknown cursor";
constexpr const char* kDeletedCursor = "a cursor whose invite was deleted";
constexpr const char* kFollowingPage = "the page that would have followed";
constexpr const char* kEmptyPage = "an empty page";

std::vector<std::string> Head(const std::vector<std::string>& of, std::size_t from,
                              std::size_t most) {
  std::vector<std::string> head;
  for (std::size_t i = from; i < of.size() && head.size() < most; ++i) head.push_back(of[i]);
  return head;
}

}  // namespace

std::vector<std::string> Model::Order() const {
  std::vector<std::string> live;
  for (const std::string& id : order_) {
    if (by_id_.at(id).state != State::kDeleted) live.push_back(id);
  }
  return live;
}

std::string Model::WhyMissing(const Known& known) const {
  if (!known.blame.empty()) return known.blame;
  if (!known.listed && known.state == State::kPending) return "INV-CREATE-14";
  return deleted_since_walk_ ? "INV-DELETE-05" : "INV-PAGE-07";
}

bool Model::Agrees(const std::vector<InviteSeen>& walk) const {
  std::set<std::string> there;
  for (const InviteSeen& seen : walk) there.insert(seen.id);
  return std::ranges::all_of(by_id_, [&](const auto& each) {
    const Known& known = each.second;
    return known.tag < 0 || there.contains(each.first) == (known.state != State::kDeleted);
  });
}

void Model::JudgeWalk(const std::vector<InviteSeen>& walk, Now now) {
  std::unordered_map<std::string, std::size_t> at;
  bool same_order = true;
  for (const InviteSeen& seen : walk) {
    if (!at.emplace(seen.id, at.size()).second) {
      findings_->Fail("INV-PAGE-07", "each invite once", seen.id + " twice");
      same_order = false;
    }
  }
  JudgeItems({walk, false, {}, {}}, now);
  // First those that were in it before: a lost invite says more than a late one.
  for (const bool listed : {true, false}) {
    for (auto& [id, known] : by_id_) {
      const bool missing = known.state != State::kDeleted && known.tag >= 0 && !at.contains(id);
      if (!missing || known.listed != listed) continue;
      const std::string rule = WhyMissing(known);
      findings_->Fail(rule, ToText(known.last) + " in the list", "it is not there");
      if (rule != "INV-CREATE-14") Remove(known);
    }
  }
  // The invites that were placed before keep their order; the new ones say where they are.
  std::optional<std::size_t> last;
  for (const std::string& id : order_) {
    const auto it = at.find(id);
    if (it == at.end()) continue;
    if (last && it->second < *last) {
      findings_->Fail("INV-PAGE-09", "the order of the list not to change", id + " has moved");
      same_order = false;
    }
    last = it->second;
  }
  Place(walk, same_order);
}

/// Takes the places over that a walk has shown. `same_order`: those of before kept theirs.
void Model::Place(const std::vector<InviteSeen>& walk, bool same_order) {
  std::vector<std::string> merged;
  std::size_t old = 0;
  const std::set<std::string> placed(order_.begin(), order_.end());
  std::set<std::string> done;
  for (const InviteSeen& seen : walk) {
    if (!done.insert(seen.id).second) continue;
    // Deleted ones stay before the neighbour that they were before.
    if (same_order && placed.contains(seen.id)) {
      for (; order_[old] != seen.id; ++old) merged.push_back(order_[old]);
      ++old;
    }
    merged.push_back(seen.id);
  }
  for (; old < order_.size(); ++old) {
    if (!done.contains(order_[old])) merged.push_back(order_[old]);
  }
  order_ = std::move(merged);
  ++walks_;
  for (const std::string& id : done) {
    Known& known = by_id_[id];
    known.listed = true;
    if (known.placed_in == 0) known.placed_in = walks_;
  }
  unplaced_ = static_cast<int>(std::ranges::count_if(by_id_, [](const auto& each) {
    const Known& known = each.second;
    return known.tag >= 0 && known.state != State::kDeleted && !known.listed;
  }));
  deleted_since_walk_ = false;
}

void Model::JudgeItems(const PageSeen& page, Now now) {
  for (const InviteSeen& seen : page.data) {
    Known* known = Mutable(seen.id);
    if (known == nullptr) {
      if (exclusive_) {
        findings_->Fail("INV-PAGE-07", "only invites that were made", ToText(seen));
      }
      by_id_[seen.id] = {.address = seen.email, .last = seen, .listed = true};
      continue;
    }
    if (known->tag < 0) continue;
    if (known->state == State::kDeleted) {
      findings_->Fail("INV-DELETE-01", seen.id + " gone from the list", ToText(seen));
      continue;
    }
    JudgeSame("INV-PAGE-14", *known, seen, now);
  }
}

Model::Expected Model::Behind(const Cursor& cursor) const {
  Expected expected;
  std::size_t from = 0;
  if (cursor.kind == Cursor::Kind::kInvite) {
    const auto it = std::find(order_.begin(), order_.end(), cursor.id);
    expected.anywhere = it == order_.end();
    if (expected.anywhere) return expected;
    from = static_cast<std::size_t>(it - order_.begin()) + 1;
  }
  for (std::size_t i = from; i < order_.size(); ++i) {
    if (by_id_.at(order_[i]).state != State::kDeleted) expected.behind.push_back(order_[i]);
  }
  const Known* known = Find(cursor.id);
  if (known == nullptr || known->state != State::kDeleted) return expected;
  // Where a deleted invite stands among newer ones nobody can see: between its old neighbours, the
  // page may begin at any.
  for (std::size_t i = from; i-- > 0;) {
    const Known& before = by_id_.at(order_[i]);
    if (before.state == State::kDeleted) continue;
    if (before.placed_in <= known->deleted_in) break;
    expected.behind.insert(expected.behind.begin(), order_[i]);
    ++expected.slack;
  }
  return expected;
}

/// Judges the response to a cursor that is no live invite's. Returns true if there is a page to
/// judge further.
bool Model::JudgeCursor(const Cursor& cursor, const Exchange& answer) {
  const Known* known = Find(cursor.id);
  if (cursor.kind == Cursor::Kind::kNone) return true;
  if (known != nullptr && known->state == State::kDeleted) {
    if (known->tag < 0) return false;  // a stranger's: when it went is not known
    return JudgeDeletedCursor(cursor, answer);
  }
  if (known != nullptr && known->tag < 0 && Refused(answer)) {
    Mutable(cursor.id)->state = State::kDeleted;  // its owner has deleted it
    return false;
  }
  if (known != nullptr) return true;
  JudgeUnknownCursor(cursor.id, answer);
  return false;
}

void Model::JudgeUnknownCursor(const std::string& id, const Exchange& answer) {
  const bool could_be = Resembles(id);
  const std::string question = could_be ? kUnknownCursor : "a cursor that could not be an id";
  if (Refused(answer)) {
    answers_->Note("INV-PAGE-15", question, "refused with " + std::to_string(answer.status));
    if (!IsNotFound(answer, id, could_be)) {
      findings_->Note(
          "INV-PAGE-15",
          (could_be ? "404: no invite has the id " : "404 or 400 to ") + Printable(id, 80),
          Summary(answer));
    }
  } else {
    const auto page = Succeeded(answer) ? ReadPage(answer.json) : std::nullopt;
    const bool empty = page && page->data.empty() && !page->has_more;
    findings_->Fail("INV-PAGE-10", "a refusal (4xx): no invite has the id " + Printable(id, 80),
                    Summary(answer));
    answers_->Note("INV-PAGE-10", question, empty ? kEmptyPage : "another page");
  }
  JudgeDeletedLikeUnknown();
}

/// A deleted cursor may always be a 404; any other refusal must be that of an unknown one. Either
/// may be seen first.
void Model::JudgeDeletedLikeUnknown() {
  const std::string deleted = answers_->Get(kDeletedCursor),
                    unknown = answers_->Get(kUnknownCursor);
  const bool free = deleted.empty() || deleted == kFollowingPage || deleted == "refused with 404";
  if (free || unknown.empty() || deleted == unknown) return;
  findings_->Fail("INV-PAGE-11",
                  "404, the answer to an unknown cursor (" + unknown +
                      "), or the page that would have followed",
                  deleted);
}

bool Model::JudgeDeletedCursor(const Cursor& cursor, const Exchange& answer) {
  const std::string rule = "INV-PAGE-11";
  std::string said = kFollowingPage;
  if (Refused(answer)) {
    said = "refused with " + std::to_string(answer.status);
  } else {
    const auto page = Succeeded(answer) ? ReadPage(answer.json) : std::nullopt;
    if (!page) {
      findings_->Fail(rule, "a refusal, or the page that would have followed", Summary(answer));
      return false;
    }
    if (page->data.empty() && !page->has_more) {
      const Expected expected = Behind(cursor);
      if (expected.behind.size() <= expected.slack) return false;  // nothing would have followed
      said = kEmptyPage;
    }
  }
  answers_->Hold(*findings_, rule, kDeletedCursor, said);
  JudgeDeletedLikeUnknown();
  return said == kFollowingPage;
}

void Model::JudgePage(std::optional<int> limit, const Cursor& cursor, const Exchange& answer,
                      Now now) {
  if (!JudgeCursor(cursor, answer)) return;
  const auto page = answer.status == 200 ? ReadPage(answer.json) : std::nullopt;
  if (!page) {
    return findings_->Fail(cursor.kind == Cursor::Kind::kNone ? "INV-PAGE-02" : "INV-PAGE-04",
                           "200 and a page", Summary(answer));
  }
  JudgeItems(*page, now);
  const Expected expected = Behind(cursor);
  if (expected.anywhere) return;
  if (exclusive_) return JudgeExactly(limit, cursor, *page, expected);
  JudgeMineOnly(limit ? static_cast<std::size_t>(*limit) : kDefaultLimit, *page, expected);
}

void Model::JudgeExactly(std::optional<int> limit, const Cursor& cursor, const PageSeen& page,
                         const Expected& expected) const {
  const std::size_t most = limit ? static_cast<std::size_t>(*limit) : kDefaultLimit;
  const std::vector<std::string> ids = page.ids();
  std::vector<std::string> wanted;
  for (std::size_t skip = 0; skip <= expected.slack; ++skip) {
    wanted = Head(expected.behind, skip, most);
    const bool more = expected.behind.size() - skip > most;
    if (ids == wanted && page.has_more == more) return;
  }
  const std::string got = ToText(ids) + (page.has_more ? " and more" : " and no more");
  const bool prefix = ids.size() <= expected.behind.size() &&
                      std::equal(ids.begin(), ids.end(), expected.behind.begin());
  if (ids == wanted) {
    return findings_->Fail("INV-PAGE-05",
                           std::string("has_more ") + (page.has_more ? "false" : "true"), got);
  }
  const Known* at = Find(cursor.id);
  const bool deleted = at != nullptr && at->state == State::kDeleted;
  const std::string cursor_rule = deleted ? "INV-PAGE-11" : "INV-PAGE-04";
  if (prefix && ids.empty() && cursor.kind == Cursor::Kind::kInvite) {
    return findings_->Fail(cursor_rule, ToText(wanted), got);
  }
  const bool fewer = ids.size() < wanted.size();
  if (prefix && fewer && deleted_since_walk_ && !page.has_more) {  // not short: the rest is gone
    return findings_->Fail("INV-DELETE-05", ToText(wanted), got);
  }
  if (prefix) {
    return findings_->Fail(limit ? "INV-PAGE-02" : "INV-PAGE-01",
                           std::to_string(wanted.size()) + " invites: " + ToText(wanted), got);
  }
  const bool here = std::find(ids.begin(), ids.end(), cursor.id) != ids.end();
  std::vector<std::string> a = ids, b = wanted;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  const bool first_fits = !ids.empty() && !wanted.empty() && ids[0] == wanted[0];
  std::string rule = "INV-PAGE-07";
  if (cursor.kind == Cursor::Kind::kInvite && (here || !first_fits)) rule = cursor_rule;
  if (a == b) rule = "INV-PAGE-09";
  if (rule == "INV-PAGE-07" && deleted_since_walk_) rule = "INV-DELETE-05";
  findings_->Fail(rule, ToText(wanted), got);
}

/// Among strangers' invites, which may come and go: mine are there, in their order, none skipped.
void Model::JudgeMineOnly(std::size_t limit, const PageSeen& page, const Expected& expected) const {
  std::vector<std::string> mine, behind;
  for (const InviteSeen& seen : page.data) {
    if (by_id_.at(seen.id).tag >= 0) mine.push_back(seen.id);
  }
  for (const std::string& id : expected.behind) {
    if (by_id_.at(id).tag >= 0) behind.push_back(id);
  }
  const std::string got = ToText(page.ids()) + (page.has_more ? " and more" : " and no more");
  if (page.data.size() > limit) {
    return findings_->Fail("INV-PAGE-02", "at most " + std::to_string(limit) + " invites", got);
  }
  if (page.has_more && page.data.size() < limit) {
    const bool more = page.data.empty() || findings_->Tolerates("INV-PAGE-05");
    return findings_->Fail(more ? "INV-PAGE-05" : "INV-PAGE-02",
                           std::to_string(limit) + " invites, or fewer and no more", got);
  }
  for (std::size_t skip = 0; skip <= expected.slack && skip <= behind.size(); ++skip) {
    const auto wanted = Head(behind, skip, mine.size());
    if (mine == wanted && (page.has_more || skip + mine.size() == behind.size())) return;
  }
  findings_->Fail(page.has_more ? "INV-PAGE-04" : "INV-PAGE-05",
                  "mine behind the cursor: " + ToText(behind), got);
}

}  // namespace invitro::contract
