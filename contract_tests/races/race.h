#pragma once

// Histories of several clients at once, made, judged and shrunk. Every request is admitted by the
// session first, so that its pace and its budget hold; what is made stands in the ledger.

#include <cstdint>
#include <optional>

#include "contract_tests/facts/finding.h"
#include "contract_tests/model/stage.h"
#include "contract_tests/races/clients.h"

namespace invitro::contract {

struct RaceParams {
  std::uint64_t seed = 1;
  int histories = 200;
  double shrink_s = 4;
  ClientParams clients;
};

struct RaceResult {
  int histories = 0;
  int limited = 0;  // of them, those in which a rate limit refused a call: they show less
  std::optional<Finding> finding;
};

/// Throws as the stage does, and Unverified if a request gets no answer.
RaceResult Race(Stage& stage, const RaceParams& params);

}  // namespace invitro::contract
