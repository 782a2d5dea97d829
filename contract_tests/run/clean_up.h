#pragma once

// Takes away what a run has made, and nothing else.

#include <set>
#include <string>
#include <vector>

#include "contract_tests/wire/api.h"

namespace invitro::contract {

/// What is to go. An invite is one of these if its id is, or if its address is one that was asked
/// for and never answered.
struct Litter {
  std::set<std::string> ids;
  std::set<std::string> addresses;
  std::vector<std::string> elsewhere;  // ids in the other organization of this run
  bool may_reset = false;              // the organization holds nothing else: begin it anew
};

struct CleanUpResult {
  std::vector<std::string> remaining;  // the ids that are still there
  std::string trouble;                 // why; "" if nothing remains
};

/// Removes it, looks at the list, and says what remains. Beyond the budget and after a stop; paced
/// all the same. Never throws.
CleanUpResult CleanUp(Api& api, const Litter& litter);

}  // namespace invitro::contract
