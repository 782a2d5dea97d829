#include "contract_tests/proof/whole_run.h"

#include "contract_tests/run/run.h"

namespace invitro::contract {

ContractOptions OptionsFor(const TwinTarget& twin, int seed, bool shrink) {
  ContractOptions options;
  options.base_url = twin.base_url();
  options.key = twin.key();
  options.projects = twin.projects();
  options.read_only_key = TwinTarget::read_only_key();
  options.write_only_key = TwinTarget::write_only_key();
  options.keep_no_ledger = true;
  options.seed = static_cast<std::uint64_t>(seed);
  options.shrink = shrink;
  return options;
}

Results WholeRun(const TwinTarget& twin, int seed, bool races) {
  Run run(OptionsFor(twin, seed, false));
  if (run.Open()) {
    for (const auto& example : run.Counterexamples()) run.Play(example);
    for (const Check& check : Catalogue()) run.Play(check);
    if (races) run.PlayRaces();
    run.PlayRandom();
  }
  run.Close();
  return run.results();
}

}  // namespace invitro::contract
