#pragma once

// Scenarios on disk: fixtures/counterexamples/, which every run replays first, and what a failing
// run saves. Each is a JSON object: rule, title, steps.

#include <optional>
#include <string>
#include <vector>

#include "contract_tests/facts/finding.h"
#include "contract_tests/properties/step.h"

namespace invitro::contract {

struct Counterexample {
  std::string name;   // of its file, without folder and extension
  std::string title;  // one line: what went wrong where it was found
  std::vector<Step> steps;
};

/// nullopt: the text is none.
std::optional<Counterexample> ReadCounterexample(const std::string& name, const std::string& text);

/// fixtures/counterexamples/, as they were when this was built.
std::vector<Counterexample> BuiltInCounterexamples();

/// Those of a folder, by name. `error` gets a line for each file that is none.
std::vector<Counterexample> ReadCounterexamples(const std::string& folder, std::string& error);

/// One file; nullopt: it is none.
std::optional<Counterexample> ReadCounterexampleFile(const std::string& path);

/// Writes one into `folder`, under a name that no other run takes; "" if it cannot.
std::string SaveCounterexample(const std::string& folder, const std::string& run,
                               const Finding& finding, const std::vector<Step>& steps);

}  // namespace invitro::contract
