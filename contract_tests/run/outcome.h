#pragma once

// What became of one check. Plain data.

#include <optional>
#include <string>
#include <vector>

#include "contract_tests/facts/finding.h"

namespace invitro::contract {

struct Outcome {
  enum class Verdict { kHolds, kBroken, kUnverified, kCannotLook };

  std::string rule;  // "" for a property, which speaks of all
  std::string name;
  Verdict verdict = Verdict::kHolds;
  std::string why = {};                 // unverified or cannot look: what is missing
  std::optional<Finding> finding = {};  // broken
  long requests = 0;
  int cases = 0;
  double seconds = 0;
};

}  // namespace invitro::contract
