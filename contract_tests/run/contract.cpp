// The public face without GoogleTest: everything, in order, to a result.

#include "invitro/contract.h"

#include "contract_tests/run/results.h"
#include "contract_tests/run/run.h"

namespace invitro {

ContractResult CheckContract(const ContractOptions& options) {
  contract::Run run(options);
  if (run.Open()) {
    for (const auto& example : run.Counterexamples()) run.Play(example);
    for (const auto& check : contract::Catalogue()) run.Play(check);
    run.PlayRandom();
    run.PlayRaces();
  }
  run.Close();
  return contract::ToResult(run.results());
}

}  // namespace invitro
