#pragma once

// What became of one check. Plain data.

#include <algorithm>
#include <string>
#include <vector>

#include "contract_tests/facts/finding.h"

namespace invitro::contract {

struct Outcome {
  /// kAllowed: the rule is broken, and the user allows that. kLeftOut: the run does not check it.
  enum class Verdict { kHolds, kBroken, kAllowed, kUnverified, kCannotLook, kLeftOut };

  std::string rule;  // "" for a property, which speaks of all
  std::string name;
  Verdict verdict = Verdict::kHolds;
  std::string why = {};                // unverified or cannot look: what is missing
  std::vector<Finding> findings = {};  // broken: first the one that ended the scenario
  bool cut_short = false;              // the first finding ended it
  long requests = 0;
  int cases = 0;
  double seconds = 0;

  /// The finding to tell; nullptr if nothing is broken.
  const Finding* main() const { return findings.empty() ? nullptr : &findings.front(); }

  /// True if the target broke `rule` here.
  bool Breaks(const std::string& broken_rule) const {
    return std::ranges::any_of(findings,
                               [&](const Finding& each) { return each.rule == broken_rule; });
  }
};

}  // namespace invitro::contract
