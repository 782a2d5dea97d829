#pragma once

// What the planner of a random scenario believes will be: enough to choose steps worth playing. The
// judge is the model, which sees what really is. A value.

#include <rapidcheck.h>

#include <map>
#include <vector>

#include "contract_tests/model/capabilities.h"
#include "contract_tests/properties/step.h"

namespace invitro::contract {

struct Plan {
  enum class Fate { kPending, kAccepted, kExpired, kDeleted };

  const Capabilities* can = nullptr;
  std::map<int, Fate> invites;  // by tag
  int next_tag = 0;

  void Apply(const Step& step);

  /// Whether every invite that the step names was made before, so that it says something.
  bool Sensible(const Step& step) const;

  std::vector<int> TagsOf(Fate fate) const;
  int live() const;
};

/// A step worth playing next.
rc::Gen<Step> NextStep(const Plan& plan);

}  // namespace invitro::contract
