#include "contract_tests/proof/matrix.h"

#include <algorithm>

#include "contract_tests/proof/whole_run.h"
#include "contract_tests/run/run.h"

namespace invitro::contract {
namespace {

constexpr int kMoreRuns = 5;  // chance has a part in a race

std::string NameOf(const Outcome& outcome) {
  std::string suite = outcome.rule;
  std::replace(suite.begin(), suite.end(), '-', '_');
  if (outcome.rule.empty())
    suite = outcome.name == "StateMachine" ? "Properties" : "Counterexamples";
  return suite + "." + outcome.name;
}

bool Breaks(const Results& results, const std::string& rule) {
  return std::any_of(results.outcomes.begin(), results.outcomes.end(),
                     [&](const Outcome& each) { return each.Breaks(rule); });
}

void Count(const Results& results, MatrixRow& row) {
  ++row.runs;
  if (Breaks(results, row.defect->rule)) ++row.killed;
  std::map<std::string, bool> rules;
  for (const Outcome& outcome : results.outcomes) {
    if (outcome.findings.empty()) continue;
    if (row.runs == 1 && row.first.empty() && outcome.Breaks(row.defect->rule)) {
      row.first = NameOf(outcome);
      row.first_requests = outcome.requests;
    }
    ++row.by[NameOf(outcome)];
    for (const Finding& finding : outcome.findings) rules[finding.rule] = true;
  }
  for (const auto& [rule, broken] : rules) ++row.rules[rule];
}

void PlayTheRest(Run& run) {
  for (const auto& example : run.Counterexamples()) run.Play(example);
  for (const Check& check : Catalogue()) run.Play(check);
  run.PlayRaces();
}

}  // namespace

bool DiesByItsOwnRule(const defects::Defect& defect) {
  // A busy machine may keep the requests of one run apart: how often one run suffices, Measure
  // says.
  const int tries = defect.race ? kMoreRuns : 1;
  for (int seed = 1; seed <= tries; ++seed) {
    const TwinTarget twin({}, {defect.name});
    Run run(OptionsFor(twin, seed, false));
    if (run.Open() && defect.race) run.PlayRaces();
    for (const Check& check : Catalogue()) {
      if (check.rule == defect.rule) run.Play(check);
    }
    run.Close();
    if (Breaks(run.results(), defect.rule)) return true;
  }
  return false;
}

std::vector<std::string> BrokenBy(const defects::Defect& defect, int seed) {
  const TwinTarget twin({}, {defect.name});
  return BrokenRules(WholeRun(twin, seed, false));
}

MatrixRow Measure(const defects::Defect& defect, int runs) {
  MatrixRow row;
  row.defect = &defect;
  for (int seed = 1; seed <= (defect.race ? runs * kMoreRuns : runs); ++seed) {
    const TwinTarget twin({}, {defect.name});
    Run run(OptionsFor(twin, seed, seed == 1));
    if (run.Open()) {
      const Outcome random = defect.race ? run.PlayRaces() : run.PlayRandom();
      if (seed == 1 && random.main() != nullptr) {
        row.cases = random.cases;
        row.requests = random.requests;
        row.steps = defect.race ? random.main()->exchanges.size() : random.main()->commands.size();
      }
      if (!defect.race) PlayTheRest(run);
    }
    run.Close();
    Count(run.results(), row);
  }
  return row;
}

}  // namespace invitro::contract
