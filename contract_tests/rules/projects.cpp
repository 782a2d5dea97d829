// Creations with no projects, with a few and with many.

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

std::string MakeInProjects(Stage& stage, const std::string& role) {
  const auto id =
      stage.Create({stage.NewTag(), stage.api().NewAddress(), role, stage.api().Projects(2)});
  if (id) return *id;
  if (stage.api().projects_exist()) {
    stage.Fail("INV-CREATE-05", "an invite to the projects that --project names", "a refusal");
  }
  throw Unverified("the target refuses projects that the run made up: name one, --project");
}

void KeepsProjects(Stage& stage) { stage.Retrieve(MakeInProjects(stage, "reader")); }

void EmptyProjectsMeanNone(Stage& stage) {
  if (!stage.can().paced) {
    stage.Create({stage.NewTag(), stage.api().NewAddress(), "reader", stage.api().Projects(2)});
    stage.MustCreate();  // has no projects, and the model checks that
  }
  stage.Retrieve(stage.Population(1).front());
}

/// The target may refuse projects that it does not know, or that many of them.
void KeepsMany(Stage& stage) {
  constexpr std::size_t kMost = 60;
  bool taken = false;
  for (const std::size_t n : {std::size_t{1}, std::size_t{3}, std::size_t{5}, std::size_t{11},
                              std::size_t{20}, std::size_t{51}, kMost, stage.Below(kMost)}) {
    const auto id =
        stage.Create({stage.NewTag(), stage.api().NewAddress(), "reader", Api::MadeUpProjects(n)});
    if (!id) continue;
    taken = true;
    stage.Retrieve(*id);
  }
  stage.Walk();
  if (!taken) throw Unverified("the target refuses projects that the run made up");
}

void OmittedProjects(Stage& stage) {
  const auto id = stage.Create({stage.NewTag(), stage.api().NewAddress(), "reader", std::nullopt});
  if (!id) stage.Fail("INV-CREATE-01", "200 or 201 for a new address", "a refusal");
}

}  // namespace

std::vector<Check> ProjectChecks() {
  return {
      {"INV-CREATE-05", "KeepsProjects", {}, KeepsProjects},
      {"INV-CREATE-05", "KeepsManyProjects", {.unpaced = true}, KeepsMany},
      {"INV-CREATE-06", "EmptyProjectsMeanNone", {}, EmptyProjectsMeanNone},
      {"INV-CREATE-07", "OmittedProjects", {}, OmittedProjects},
  };
}

}  // namespace invitro::contract
