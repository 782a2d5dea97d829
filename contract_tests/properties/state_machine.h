#pragma once

// The property: whatever is done to it, the target answers as the model allows. Random scenarios
// by rapidcheck's state testing, shrunk within a budget of time.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "contract_tests/facts/finding.h"
#include "contract_tests/model/stage.h"
#include "contract_tests/properties/step.h"

namespace invitro::contract {

struct PropertyParams {
  std::uint64_t seed = 0;
  int cases = 150;
  int max_size = 60;  // a scenario has 1 to size + 1 steps
  bool shrink = true;
  std::chrono::milliseconds shrink_budget{8'000};
  std::string others;  // the id of an invite in another organization; "" if there is none
  std::function<bool(int cases)> go_on = [](int) { return true; };  // asked before each case
};

struct PropertyResult {
  int cases = 0;
  std::optional<Finding> finding;
  std::vector<Step> steps;            // of the smallest failing scenario
  std::optional<std::string> cannot;  // why it had to stop
  bool unverified = false;            // it stopped because the target cannot be driven further
};

PropertyResult CheckStateMachine(Stage& stage, const PropertyParams& params);

/// Plays one scenario. Throws as the stage does.
void Replay(Stage& stage, const std::vector<Step>& steps, const std::string& others);

}  // namespace invitro::contract
