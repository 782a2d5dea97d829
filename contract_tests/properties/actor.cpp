#include "contract_tests/properties/actor.h"

#include <algorithm>
#include <map>
#include <set>

#include "contract_tests/facts/finding.h"
#include "contract_tests/model/addresses.h"
#include "contract_tests/model/near_misses.h"

namespace invitro::contract {

std::string Actor::IdOf(const Step& step) const {
  const Model& model = stage_.model();
  if (step.tag == Step::kOthers) return others_;
  if (const Known* known = model.FindTag(step.tag)) return known->last.id;
  // It never was, or its creation was refused; perhaps it looks like one that is.
  const Known* near = model.FindTag(step.near);
  if (near == nullptr) return stage_.NeverWas("", kMadeUp);
  int miss = step.miss % kNearMisses;
  const bool exact = miss == kOtherCase || miss == kWithoutDashes;  // INV-GET-03 has a check
  const bool risky = step.what == Do::kDelete && !stage_.can().exclusive && CouldNameOthers(miss);
  if (exact || risky) miss = kLastChanged;
  return stage_.NeverWas(near->last.id, miss);
}

Cursor Actor::CursorOf(const Step& step) const {
  if (step.tag == Step::kNobody) return {};
  const std::string id = IdOf(step);
  return {stage_.model().Find(id) ? Cursor::Kind::kInvite : Cursor::Kind::kNever, id};
}

void Actor::Create(const Step& step) {
  const Known* like = stage_.model().FindTag(step.like);
  std::optional<Json> projects;
  constexpr int kKnown = 2;  // Projects() has no more than these
  const auto n = static_cast<std::size_t>(std::max(0, step.projects));
  if (step.projects >= 0) projects = stage_.api().Projects(n);
  if (step.projects > kKnown) projects = Api::MadeUpProjects(n);
  stage_.Create({step.tag, like ? like->address : Formed(stage_.api().NewAddress(), step.form),
                 step.owner ? "owner" : "reader", projects, like ? 0 : step.form});
}

void Actor::Walk(const Step& step) {
  const std::optional<int> limit = step.limit == 0 ? std::nullopt : std::optional(step.limit);
  std::set<std::string> before;
  for (const std::string& id : stage_.Mine()) before.insert(id);
  std::map<std::string, int> seen;
  Cursor cursor;
  std::set<std::string> cursors;
  std::size_t pages = 0;
  while (true) {
    const bool amid = pages > 0 && !step.between.empty();
    const PageSeen page = amid ? stage_.PageAmidChanges(limit, cursor) : stage_.Page(limit, cursor);
    for (const InviteSeen& invite : page.data) ++seen[invite.id];
    const Known* at = stage_.model().Find(cursor.id);
    const bool lost = at != nullptr && at->state == State::kDeleted && page.data.empty();
    if (lost) return;  // its cursor was deleted: the page was judged, the walk is over
    if (!stage_.GoesOn(page, limit)) break;
    cursor = {Cursor::Kind::kInvite, page.data.back().id};
    if (!cursors.insert(cursor.id).second) {
      stage_.Fail("INV-PAGE-07", "a walk that ends", "it comes to " + cursor.id + " again");
      throw Unverified("the walk does not end");
    }
    if (pages < step.between.size()) Play(step.between[pages]);
    ++pages;
  }
  for (const auto& [id, times] : seen) {
    if (times > 1) stage_.Fail("INV-PAGE-08", id + " once in a walk", "it came twice");
  }
  for (const std::string& id : stage_.Mine()) {
    if (before.contains(id) && !seen.contains(id)) {
      stage_.Fail("INV-PAGE-08", id + ", which lived throughout, in the walk", "it never came");
    }
  }
}

void Actor::Play(const Step& step) {
  switch (step.what) {
    case Do::kCreate:
      return Create(step);
    case Do::kCreateBadly:
      stage_.CreateBadly(BadBodies()[static_cast<std::size_t>(step.bad) % BadBodies().size()]);
      return;
    case Do::kPage:
      stage_.Page(step.limit == 0 ? std::nullopt : std::optional(step.limit), CursorOf(step));
      return;
    case Do::kWalk:
      return Walk(step);
    case Do::kRetrieve:
      return stage_.Retrieve(IdOf(step));
    case Do::kDelete:
      stage_.Delete(IdOf(step));
      return;
    case Do::kAccept:
      stage_.Accept(IdOf(step));
      return;
    case Do::kExpire:
      stage_.Expire(IdOf(step));
      return;
    case Do::kAdvance:
      return stage_.Advance(
          step.lifetime ? stage_.can().time_to_live.value_or(0) + stage_.late() + 1 : 3'600);
  }
}

}  // namespace invitro::contract
