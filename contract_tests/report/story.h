#pragma once

// What happened, for people at a terminal. Pure.

#include <string>

#include "contract_tests/run/results.h"

namespace invitro::contract {

/// A failure: the rule, what was expected and got, the steps, the exchange, how to see it again.
std::string StoryOf(const Outcome& outcome);

/// The end of a run: how many rules hold, what is broken, what could not be seen.
std::string SummaryOf(const Results& results);

}  // namespace invitro::contract
