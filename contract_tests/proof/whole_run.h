#pragma once

// A run of default size against a twin in this process. For one thread of a process (RapidCheck's
// generators are).

#include "contract_tests/run/results.h"
#include "contract_tests/twin/twin_target.h"
#include "invitro/contract.h"

namespace invitro::contract {

/// For a run against `twin` that keeps no ledger. Its counterexamples are made small if `shrink`.
ContractOptions OptionsFor(const TwinTarget& twin, int seed, bool shrink);

/// Everything that a default run plays; the races, in which chance has a part, only if asked.
Results WholeRun(const TwinTarget& twin, int seed, bool races);

}  // namespace invitro::contract
