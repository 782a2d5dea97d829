#pragma once

// Histories of several clients at once, made, judged and shrunk. Only where the target can be
// reset: what a race leaves behind is no plan's.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "contract_tests/facts/finding.h"
#include "contract_tests/model/stage.h"
#include "contract_tests/races/history.h"

namespace invitro::contract {

struct RaceParams {
  std::uint64_t seed = 1;
  int histories = 200;
  double shrink_s = 4;
  std::function<std::unique_ptr<Transport>()> connect;  // one for each client
  std::string origin, base_path, key;
};

struct RaceResult {
  int histories = 0;
  int limited = 0;  // of them, those in which a rate limit refused a call: they show less
  long requests = 0;
  std::optional<Finding> finding;
};

/// Throws as the stage does.
RaceResult Race(Stage& stage, const RaceParams& params);

}  // namespace invitro::contract
