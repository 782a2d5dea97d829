#pragma once

// The random scenarios of a run: so many of one size, or growing ones for so many minutes.

#include <functional>
#include <string>

#include "contract_tests/properties/state_machine.h"
#include "invitro/contract.h"

namespace invitro::contract {

struct FuzzResult {
  PropertyResult property;
  int cases = 0;
  std::string again;  // flags that meet the same failure: "--seed 7 --cases 60 --size 60"
};

/// `say` is given a line of progress now and then.
FuzzResult Fuzz(Stage& stage, const ContractOptions& options, std::uint64_t seed,
                const std::string& others, const std::function<void(const std::string&)>& say);

}  // namespace invitro::contract
