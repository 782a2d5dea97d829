#pragma once

// The suite against the servers that a machine makes: which of them die, by which rule, and whether
// a harmless one is called broken. For a process of one thread.

#include <cstddef>
#include <string>
#include <vector>

namespace invitro::contract {

struct MutatorOptions {
  std::size_t sample = 0;          // so many of them, chosen by the seed; 0: all
  std::vector<std::string> names;  // only these, harmless ones too; empty: all
  int seed = 0;                    // of the choice and of the runs; 0: today's date
  int runs = 1;                    // of each harmless one, each with another seed
  int jobs = 1;                    // processes at once
};

/// Plays them and prints each survivor, with the reason if one is known. Returns true if at least
/// 95 % die, the argued ones left out, and no harmless one is called broken.
bool PlayMutators(const MutatorOptions& options);

}  // namespace invitro::contract
