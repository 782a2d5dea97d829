#pragma once

// Plays the suite against the machine-made servers of defects/mutants/. Reports which of them the
// suite finds broken, under which rule, and whether it calls a harmless one broken. For a process
// with one thread.

#include <cstddef>
#include <string>
#include <vector>

namespace invitro::contract {

struct MutatorOptions {
  std::size_t sample = 0;          // how many to play, chosen by the seed; 0: all
  std::vector<std::string> names;  // play only these, harmless ones included; empty: all
  int seed = 0;                    // seed of the choice and of the runs; 0: today's date
  int runs = 1;                    // runs of each harmless server, each with another seed
  int jobs = 1;                    // number of parallel processes
};

/// True if there is a machine-made server of that name, harmless or not.
bool IsMachineMade(const std::string& name);

/// Prints each server that survives, with the reason if argued.h has one, and the totals. Returns
/// true if at least 95 % of the servers without such a reason are found broken, and no harmless one
/// is. A sample plays a quarter as many harmless runs.
bool PlayMutators(const MutatorOptions& options);

}  // namespace invitro::contract
