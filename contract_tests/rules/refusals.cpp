// Bodies that every server must refuse.

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

/// Checks that the refusal changed nothing: the list is as before, and a correct request for the
/// same address is accepted.
void MustLeaveNoTrace(Stage& stage, const BadBody& bad, const std::string& address) {
  const std::string rule = bad.rule;
  BlameOn(stage, rule, std::string("the refusal of ") + bad.what + " to change nothing",
          [&] { stage.Page(100); });
  BlameOn(stage, rule, std::string("the corrected request to be taken, after ") + bad.what, [&] {
    const auto id = stage.Create({stage.NewTag(), address, "reader", Json::array()});
    if (!id) stage.Fail("INV-CREATE-01", "200 or 201 for a new address", "a refusal");
  });
}

/// Sends every bad body of one rule; in a paced run only the first `few`.
void RefuseAll(Stage& stage, const std::string& rule, int few) {
  const bool paced = stage.can().paced;
  if (!paced) stage.Population(3);
  int played = 0;
  for (const BadBody& bad : BadBodies()) {
    if (bad.rule != rule) continue;
    if (paced && played++ >= few) return;
    const std::string address = stage.CreateBadly(bad);
    if (!paced) MustLeaveNoTrace(stage, bad, address);
  }
}

void NotJson(Stage& stage) { RefuseAll(stage, "INV-CREATE-09", 1); }
void MissingFields(Stage& stage) { RefuseAll(stage, "INV-CREATE-10", 2); }
void MistypedFields(Stage& stage) { RefuseAll(stage, "INV-CREATE-11", 2); }
void UnknownRoles(Stage& stage) { RefuseAll(stage, "INV-CREATE-12", 1); }
void BadProjects(Stage& stage) { RefuseAll(stage, "INV-CREATE-13", 2); }

/// Sends one bad body of each rule. CreateBadly notes what is wrong with the refusals.
void OneOfEach(Stage& stage) {
  std::string rule;
  for (const BadBody& bad : BadBodies()) {
    if (bad.rule == rule || *bad.field == '\0') continue;
    rule = bad.rule;
    stage.CreateBadly(bad);
    if (stage.can().paced) return;
  }
}

void UnchangedByReading(Stage& stage) {
  const std::string id = stage.Population(3)[1];
  MustChangeNothing(stage, "INV-PAGE-12", "a limit that is no number", id,
                    [&] { stage.api().List("limit=abc"); });
  MustChangeNothing(stage, "INV-PAGE-10", "an unknown cursor", id, [&] {
    stage.Page(2, {Cursor::Kind::kNever, stage.NeverWas(id, 2)});
  });
  MustChangeNothing(stage, "INV-GET-02", "retrieving what is not there", id,
                    [&] { stage.Retrieve(stage.NeverWas(id, 2)); });
}

}  // namespace

std::vector<Check> RefusalChecks() {
  return {
      {"INV-CREATE-19", "RefusedWith400", {}, OneOfEach, kFrugal},
      {"INV-CREATE-10", "MissingFieldsAreRefused", {}, MissingFields, kFrugal},
      {"INV-CREATE-11", "MistypedFieldsAreRefused", {}, MistypedFields, kFrugal},
      {"INV-CREATE-12", "UnknownRolesAreRefused", {}, UnknownRoles, kFrugal},
      {"INV-CREATE-13", "IncompleteProjectsAreRefused", {}, BadProjects, kFrugal},
      {"INV-CREATE-09", "WhatIsNotJsonIsRefused", {}, NotJson, kFrugal},
      {"INV-PAGE-12", "RefusedReadingChangesNothing", {.unpaced = true}, UnchangedByReading},
      {"INV-ERR-05", "TheErrorSaysWhatIsWrong", {}, OneOfEach},
  };
}

}  // namespace invitro::contract
