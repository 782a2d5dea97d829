#pragma once

// Could these answers have been given one after the other? A search for an order of the calls that
// keeps their times and that the model allows, remembering where it has been.

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "contract_tests/model/model.h"
#include "contract_tests/races/history.h"

namespace invitro::contract {

struct Contradiction {
  std::string rule;      // that the order which came furthest breaks
  std::string expected;  // there
  std::string got;
  std::size_t placed = 0;  // so many calls could be put in order
};

/// nullopt: there is such an order. `before`: the model as it was before the first call; `ids`:
/// those of the invites by tag, as the answers gave them. At most 63 calls.
std::optional<Contradiction> Contradicts(const History& history, const Model& before,
                                         const std::map<int, std::string>& ids, Now now);

}  // namespace invitro::contract
