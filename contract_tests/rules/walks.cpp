// Whole walks: the same list at every page size, and invites that come and go meanwhile.

#include <map>

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"
#include "contract_tests/wire/walk.h"

namespace invitro::contract {
namespace {

std::vector<std::string> ListedIds(Stage& stage, int limit) {
  std::vector<std::string> ids;
  for (const InviteSeen& invite : WalkAll(stage.api(), limit)) {
    if (stage.can().exclusive || stage.api().IsMine(invite.id)) ids.push_back(invite.id);
  }
  return ids;
}

void SameAt(Stage& stage, const std::vector<int>& limits) {
  stage.Walk();
  const auto reference = ListedIds(stage, 100);
  for (const int limit : limits) {
    const auto ids = ListedIds(stage, limit);
    if (ids != reference) {
      stage.Fail("INV-PAGE-07", "the same list as at limit 100: " + ToText(reference),
                 "at limit " + std::to_string(limit) + ": " + ToText(ids));
    }
  }
}

void SameAtEverySize(Stage& stage) {
  stage.Population(stage.can().paced ? 6 : 25);
  SameAt(stage, stage.can().paced ? std::vector<int>{20} : std::vector<int>{1, 2, 3, 7, 20, 24});
}

void SameBeyond100(Stage& stage) {
  stage.Population(90);
  stage.Walk();  // each of these was seen, so that one that is lost later is known for lost
  stage.Population(stage.can().exclusive ? 205 : 103);
  SameAt(stage, {2, 9, 20, 50, 99, 100});
}

/// The order shows over some walks: time either way, or something else.
void OrderIsStable(Stage& stage) {
  stage.Population(5);
  stage.Walk();
  const auto before = ListedIds(stage, 100);
  stage.MustCreate();
  stage.Walk();
  if (ListedIds(stage, 100).size() != before.size() + 1) {
    stage.Fail("INV-CREATE-14", "one invite more in the list", "another number");
  }
  bool up = true, down = true;
  for (std::size_t i = 1; i < before.size(); ++i) {
    const auto* a = stage.model().Find(before[i - 1]);
    const auto* b = stage.model().Find(before[i]);
    if (a == nullptr || b == nullptr) continue;
    up = up && a->tag < b->tag;
    down = down && a->tag > b->tag;
  }
  stage.answers().Note("INV-PAGE-09", "order of the list",
                       up     ? "oldest first"
                       : down ? "newest first"
                              : "another, but stable");
}

/// What becomes of an invite changes nothing about its place.
void OrderOutlivesChanges(Stage& stage) {
  stage.Population(7);
  stage.Walk();
  const auto order = stage.Order();
  stage.Accept(order[4]);
  stage.Walk();
  stage.Expire(order[2]);
  stage.Walk();
  stage.Delete(order[3]);
  stage.Walk();
}

void AllStayListed(Stage& stage) {
  stage.Population(5);
  stage.Walk();
  const auto order = stage.Order();
  stage.Accept(order[1]);
  stage.Walk();
  stage.Expire(order[3]);
  stage.Walk();
}

/// Walks at `limit`; between pages, `change(number of pages so far)`. What lived throughout must be
/// seen once; what was gone before must not be seen.
void WalkAmid(Stage& stage, int limit, const std::function<void(int)>& change) {
  stage.Walk();
  std::map<std::string, int> seen;
  std::map<std::string, bool> before;
  for (const std::string& id : stage.Mine()) before[id] = true;
  Cursor cursor;
  for (int pages = 0; pages < 500; ++pages) {
    const PageSeen page = stage.PageAmidChanges(limit, cursor);
    for (const InviteSeen& invite : page.data) ++seen[invite.id];
    const Known* at = stage.model().Find(cursor.id);
    if (page.data.empty() && at != nullptr && at->state == State::kDeleted) {
      throw Unverified("the invite on which the walk stood was deleted by its owner");
    }
    if (page.data.empty() && page.has_more) {
      stage.Fail("INV-PAGE-07", "a walk that moves on", "an empty page with more behind it");
    }
    if (!stage.GoesOn(page, limit)) break;
    cursor = {Cursor::Kind::kInvite, page.data.back().id};
    change(pages + 1);
  }
  for (const auto& [id, times] : seen) {
    if (times > 1) stage.Fail("INV-PAGE-08", id + " once in a walk", "it came twice");
  }
  for (const std::string& id : stage.Mine()) {
    if (before.contains(id) && !seen.contains(id)) {
      stage.Fail("INV-PAGE-08", id + ", which lived throughout, in the walk", "it never came");
    }
  }
}

void AmidCreations(Stage& stage) {
  stage.Population(stage.can().paced ? 6 : 12);
  const int limit = stage.can().paced ? 20 : 3;
  WalkAmid(stage, limit, [&](int pages) {
    if (!stage.can().paced || pages == 1) stage.MustCreate();
  });
}

void AmidDeletions(Stage& stage) {
  stage.Population(stage.can().paced ? 8 : 20);
  stage.Walk();
  const Ids order = stage.Mine();
  const int limit = stage.can().paced ? 20 : 4;
  WalkAmid(stage, limit, [&](int pages) {
    // One that the walk has passed: an offset would now skip one that it has not.
    const std::size_t passed = static_cast<std::size_t>(pages - 1) * 2;
    if (passed < order.size() && (!stage.can().paced || pages == 1)) stage.Delete(order[passed]);
  });
}

void AmidAcceptances(Stage& stage) {
  stage.Population(12);
  WalkAmid(stage, 3, [&](int) {
    const auto pending = stage.Mine("pending");
    if (pending.empty()) return;
    stage.Accept(pending.front());
    stage.Accept(pending.back());
  });
}

void CursorDeletedAmid(Stage& stage) {
  stage.Population(6);
  stage.Walk();
  const Ids mine = stage.Mine();
  const std::string& cursor = mine[mine.size() / 2];
  stage.Page(2,
             {Cursor::Kind::kNever, stage.NeverWas(cursor, 2)});  // how it answers an unknown one
  stage.Delete(cursor);
  stage.Page(2, {Cursor::Kind::kInvite, cursor});
  stage.Page(100, {Cursor::Kind::kInvite, cursor});
}

}  // namespace

std::vector<Check> WalkChecks() {
  return {
      {"INV-PAGE-07", "TheSameListAtEverySize", {}, SameAtEverySize},
      {"INV-PAGE-07", "TheSameListBeyond100", {.unpaced = true, .fast = true}, SameBeyond100},
      {"INV-PAGE-07",
       "AcceptedAndExpiredStayListed",
       {.accept = true, .expire = true, .unpaced = true},
       AllStayListed},
      {"INV-PAGE-09", "TheOrderIsStable", {}, OrderIsStable},
      {"INV-PAGE-09",
       "TheOrderOutlivesChanges",
       {.accept = true, .expire = true},
       OrderOutlivesChanges},
      {"INV-PAGE-08", "WalksAmidCreations", {}, AmidCreations},
      {"INV-PAGE-08", "WalksAmidDeletions", {}, AmidDeletions},
      {"INV-PAGE-08", "WalksAmidAcceptances", {.accept = true, .unpaced = true}, AmidAcceptances},
      {"INV-PAGE-11", "ACursorWhoseInviteWasDeleted", {}, CursorDeletedAmid},
  };
}

}  // namespace invitro::contract
