// Addresses that servers often mangle. A target may refuse an unusual one; an address that it
// accepts must be returned as it was given.

#include "contract_tests/model/addresses.h"

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

std::optional<std::string> Make(Stage& stage, int form) {
  return stage.Create(
      {stage.NewTag(), Formed(stage.api().NewAddress(), form), "reader", Json::array(), form});
}

void EveryForm(Stage& stage) {
  for (int form = 1; form <= kAddressForms; ++form) {
    if (const auto id = Make(stage, form)) stage.Retrieve(*id);
  }
  stage.Walk();
}

void Mixtures(Stage& stage) {
  constexpr int kMixtures = 24, kRange = 1'000'000;
  for (int i = 0; i < kMixtures; ++i) {
    const int form = kAddressForms + 1 + static_cast<int>(stage.Below(kRange));
    if (const auto id = Make(stage, form)) stage.Retrieve(*id);
  }
  stage.Walk();
}

/// The address of a deleted invite can be invited again, with any role.
void AgainOnceDeleted(Stage& stage) {
  const std::string id = stage.Population(1).front();
  const std::string address = stage.Of(id).address;
  stage.Delete(id);
  stage.api().Wait(stage.api().settle_s());  // its check for duplicates may read a late replica
  const auto again = stage.Create({stage.NewTag(), address, "owner", Json::array()});
  if (!again) throw Unverified("the target refuses an address that was invited before");
  stage.Retrieve(*again);
  if (stage.can().paced) return;
  stage.Walk();
  stage.Delete(*again);
  stage.Create({stage.NewTag(), address, "reader", Json::array()});
  stage.Walk();
}

}  // namespace

std::vector<Check> AddressChecks() {
  return {
      {"INV-CREATE-20", "AddressesComeBackToTheByte", {.unpaced = true}, EveryForm},
      {"INV-CREATE-02", "MixedAddresses", {.unpaced = true}, Mixtures},
      {"INV-CREATE-21", "AgainOnceDeleted", {}, AgainOnceDeleted},
  };
}

}  // namespace invitro::contract
