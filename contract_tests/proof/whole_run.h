#pragma once

// Runs the whole suite in its default size against a twin in this process. Not thread-safe:
// RapidCheck's generators are not.

#include "contract_tests/run/results.h"
#include "contract_tests/twin/twin_target.h"
#include "invitro/contract.h"

namespace invitro::contract {

/// Returns the options for a run against `twin` without a ledger. `shrink`: shrink counterexamples.
ContractOptions OptionsFor(const TwinTarget& twin, int seed, bool shrink);

/// Plays what a default run plays. `races`: also the races, whose outcome depends on timing.
Results WholeRun(const TwinTarget& twin, int seed, bool races);

}  // namespace invitro::contract
