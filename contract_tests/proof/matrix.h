#pragma once

// The kill matrix: every defect of defects/ against every check of the contract. Each call makes a
// twin of its own. For one thread of a process (RapidCheck's generators are).

#include <map>
#include <string>
#include <vector>

#include "contract_tests/run/results.h"
#include "defects/defect.h"

namespace invitro::contract {

struct MatrixRow {
  const defects::Defect* defect = nullptr;
  int runs = 0;
  int killed = 0;                    // runs in which its own rule failed
  std::string first;                 // check that failed its rule first, in run one
  long first_requests = 0;           // that this check made
  std::map<std::string, int> by;     // check, "INV_PAGE_02.SizesUpTo100": runs it failed in
  std::map<std::string, int> rules;  // rules that failed: in how many runs
  int cases = 0;                     // random scenarios until the first failure, run one
  long requests = 0;                 // of these scenarios
  std::size_t steps = 0;             // of the shrunk scenario; 0: the random ones miss it
};

/// Whether the checks of its own rule, and nothing else, fail the defect's rule.
bool DiesByItsOwnRule(const defects::Defect& defect);

/// The rules that one whole run finds broken, as report.json has them.
std::vector<std::string> BrokenBy(const defects::Defect& defect, int seed);

/// `runs` whole runs of default size with the seeds 1 to `runs`.
MatrixRow Measure(const defects::Defect& defect, int runs);

/// A row as another process sends it.
std::string RowToText(const MatrixRow& row);
MatrixRow RowFromText(const std::string& text);

std::string MatrixAsJson(const std::vector<MatrixRow>& rows);
std::string MatrixAsHtml(const std::vector<MatrixRow>& rows);

}  // namespace invitro::contract
