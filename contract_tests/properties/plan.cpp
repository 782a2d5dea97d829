#include "contract_tests/properties/plan.h"

#include <algorithm>

#include "contract_tests/model/bad_bodies.h"
#include "contract_tests/model/near_misses.h"

namespace invitro::contract {
namespace {

constexpr int kForms = 100'000;  // of addresses; most are mixtures

constexpr Plan::Fate kFates[] = {Plan::Fate::kPending, Plan::Fate::kAccepted, Plan::Fate::kExpired,
                                 Plan::Fate::kDeleted};

/// Every fate is met as often as any other, however few invites share it.
int AnyTag(const Plan& plan) {
  std::vector<std::vector<int>> groups;
  for (const Plan::Fate fate : kFates) {
    auto tags = plan.TagsOf(fate);
    if (!tags.empty()) groups.push_back(std::move(tags));
  }
  if (groups.empty()) return Step::kNeverWas;
  return *rc::gen::elementOf(*rc::gen::elementOf(groups));
}

int AnyTagOrStranger(const Plan& plan, Step& step) {
  const int dice = *rc::gen::inRange(0, 12);
  if (dice == 0 && plan.can->other_organization) return Step::kOthers;
  if (dice <= 1) {
    step.near = plan.invites.empty() ? Step::kNobody : AnyTag(plan);
    step.miss = *rc::gen::inRange(0, static_cast<int>(kNearMisses));
    return Step::kNeverWas;
  }
  return AnyTag(plan);
}

/// Sizes at which pages come out even are met more often than chance would have it.
int AnyLimit(const Plan& plan) {
  const int live = std::clamp(plan.live(), 1, 100);
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return 0;
    case 1:
      return live;
    case 2:
      return std::max(1, live / 2);
    case 3:
      return *rc::gen::inRange(1, 101);
    default:
      return *rc::gen::inRange(1, 6);
  }
}

Step Creation(const Plan& plan) {
  Step step;
  step.what = Do::kCreate;
  step.tag = plan.next_tag;
  if (!plan.invites.empty() && *rc::gen::inRange(0, 5) == 0) step.like = AnyTag(plan);
  step.owner = *rc::gen::inRange(0, 3) == 0;
  step.projects = *rc::gen::inRange(-1, 3);
  if (*rc::gen::inRange(0, 10) == 0) step.projects = *rc::gen::inRange(3, 61);
  if (*rc::gen::inRange(0, 3) == 0) step.form = *rc::gen::inRange(1, kForms);
  return step;
}

Step BadCreation() {
  Step step;
  step.what = Do::kCreateBadly;
  step.bad = *rc::gen::inRange(0, static_cast<int>(BadBodies().size()));
  return step;
}

Step OnOne(const Plan& plan, Do what) {
  Step step;
  step.what = what;
  step.tag = AnyTagOrStranger(plan, step);
  return step;
}

Step APage(const Plan& plan) {
  Step step;
  step.what = Do::kPage;
  step.limit = AnyLimit(plan);
  step.tag = *rc::gen::inRange(0, 4) == 0 ? Step::kNobody : AnyTagOrStranger(plan, step);
  return step;
}

Step Change(const Plan& plan) {
  std::vector<Do> kinds = {Do::kCreate, Do::kDelete, Do::kDelete};
  if (plan.can->accept) kinds.push_back(Do::kAccept);
  const Do what = *rc::gen::elementOf(kinds);
  return what == Do::kCreate ? Creation(plan) : OnOne(plan, what);
}

Step AWalk(const Plan& plan) {
  Step step;
  step.what = Do::kWalk;
  step.limit = *rc::gen::inRange(1, 5);
  const int changes = *rc::gen::inRange(0, 4);
  Plan then = plan;
  for (int i = 0; i < changes; ++i) {
    step.between.push_back(Change(then));
    then.Apply(step.between.back());
  }
  return step;
}

std::vector<Do> Kinds(const Plan& plan) {
  std::vector<Do> kinds = {Do::kCreate, Do::kCreate, Do::kCreate, Do::kPage,   Do::kPage,
                           Do::kPage,   Do::kWalk,   Do::kDelete, Do::kDelete, Do::kRetrieve};
  if (*rc::gen::inRange(0, 4) == 0) kinds.push_back(Do::kCreateBadly);
  // The first invites come before the first questions.
  if (plan.invites.size() < 3) kinds.insert(kinds.end(), 8, Do::kCreate);
  if (plan.can->accept) kinds.push_back(Do::kAccept);
  if (plan.can->expire) kinds.push_back(Do::kExpire);
  if (plan.can->clock && plan.can->time_to_live && *rc::gen::inRange(0, 3) == 0) {
    kinds.push_back(Do::kAdvance);
  }
  return kinds;
}

}  // namespace

std::vector<int> Plan::TagsOf(Fate fate) const {
  std::vector<int> tags;
  for (const auto& [tag, each] : invites) {
    if (each == fate) tags.push_back(tag);
  }
  return tags;
}

int Plan::live() const {
  return static_cast<int>(std::count_if(invites.begin(), invites.end(), [](const auto& each) {
    return each.second != Fate::kDeleted;
  }));
}

bool Plan::Sensible(const Step& step) const {
  if (step.what == Do::kCreate) {
    return !invites.contains(step.tag) &&
           (step.like == Step::kNobody || invites.contains(step.like));
  }
  if (step.tag >= 0 && !invites.contains(step.tag)) return false;
  Plan then = *this;
  for (const Step& each : step.between) {
    if (!then.Sensible(each)) return false;
    then.Apply(each);
  }
  return true;
}

void Plan::Apply(const Step& step) {
  const auto turn = [&](Fate from, Fate to) {
    const auto it = invites.find(step.tag);
    if (it != invites.end() && it->second == from) it->second = to;
  };
  switch (step.what) {
    case Do::kCreate:
      invites[step.tag] = Fate::kPending;
      next_tag = std::max(next_tag, step.tag + 1);
      return;
    case Do::kDelete:
      turn(Fate::kPending, Fate::kDeleted);
      return turn(Fate::kExpired, Fate::kDeleted);
    case Do::kAccept:
      return turn(Fate::kPending, Fate::kAccepted);
    case Do::kExpire:
      return turn(Fate::kPending, Fate::kExpired);
    case Do::kAdvance:
      if (!step.lifetime) return;
      for (auto& [tag, fate] : invites) {
        if (fate == Fate::kPending) fate = Fate::kExpired;
      }
      return;
    case Do::kWalk:
      for (const Step& each : step.between) Apply(each);
      return;
    case Do::kCreateBadly:
    case Do::kPage:
    case Do::kRetrieve:
      return;
  }
}

rc::Gen<Step> NextStep(const Plan& plan) {
  return rc::gen::exec([plan] {
    const Do what = *rc::gen::elementOf(Kinds(plan));
    switch (what) {
      case Do::kCreate:
        return Creation(plan);
      case Do::kCreateBadly:
        return BadCreation();
      case Do::kPage:
        return APage(plan);
      case Do::kWalk:
        return AWalk(plan);
      case Do::kAdvance: {
        Step step;
        step.what = what;
        step.lifetime = *rc::gen::inRange(0, 2) == 0;
        return step;
      }
      case Do::kRetrieve:
      case Do::kDelete:
      case Do::kAccept:
      case Do::kExpire:
        return OnOne(plan, what);
    }
    return Step();
  });
}

}  // namespace invitro::contract
