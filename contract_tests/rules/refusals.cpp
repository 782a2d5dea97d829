// Bodies that no server may take.

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

/// Judges the response to a body that no server may take.
void MustBeRefusal(Stage& stage, const std::string& rule, const std::string& body,
                   const ExchangePtr& answer) {
  if (answer->status < 400 || answer->status > 499) {
    stage.Fail(rule, "a refusal (4xx) of " + body, Summary(*answer));
    return stage.Begin();  // what was made so is no part of the scenario
  }
  // Of another type or too large is a reason of its own, which HTTP has statuses for.
  if (answer->status != 400 && answer->status != 413 && answer->status != 415) {
    stage.Note("INV-CREATE-19", "400 to " + body, Summary(*answer));
  }
}

void MustRefuse(Stage& stage, const std::string& rule, const Json& body) {
  MustBeRefusal(stage, rule, body.dump(), stage.api().Create(body));
}

Json Good(Stage& stage) {
  return {{"email", stage.api().NewAddress()}, {"role", "reader"}, {"projects", Json::array()}};
}

void MissingFields(Stage& stage) {
  for (const char* field : {"email", "role"}) {
    Json body = Good(stage);
    body.erase(field);
    MustRefuse(stage, "INV-CREATE-10", body);
  }
}

void MistypedFields(Stage& stage) {
  Json body = Good(stage);
  body["email"] = 7;
  MustRefuse(stage, "INV-CREATE-11", body);
  body = Good(stage);
  body["role"] = Json::array({"reader"});
  MustRefuse(stage, "INV-CREATE-11", body);
  body = Good(stage);
  body["projects"] = "proj_a";
  MustRefuse(stage, "INV-CREATE-11", body);
  if (stage.can().paced) return;
  body["projects"] = Json::object();
  MustRefuse(stage, "INV-CREATE-11", body);
}

void UnknownRole(Stage& stage) {
  for (const char* role : {"admin", "Reader", "", "\"\\\n\x01"}) {
    Json body = Good(stage);
    body["role"] = role;
    MustRefuse(stage, "INV-CREATE-12", body);
    if (stage.can().paced) return;
  }
}

void IncompleteProjects(Stage& stage) {
  const Json wrong[] = {
      {{"role", "member"}}, {{"id", "proj_a"}}, {{"id", "proj_a"}, {"role", "reader"}}};
  for (const Json& project : wrong) {
    Json body = Good(stage);
    body["projects"] = Json::array({project});
    MustRefuse(stage, "INV-CREATE-13", body);
  }
}

void NotJson(Stage& stage) {
  const std::string text = "{\"email\":";
  MustBeRefusal(stage, "INV-CREATE-09", text, stage.api().CreateText(text, ""));
}

/// One bad body of each kind.
void BadBodies(Stage& stage) {
  Json body = Good(stage);
  body.erase("email");
  MustRefuse(stage, "INV-CREATE-10", body);
  if (stage.can().paced) return;
  NotJson(stage);
  body = Good(stage);
  body["email"] = true;
  MustRefuse(stage, "INV-CREATE-11", body);
  body = Good(stage);
  body["role"] = "guest";
  MustRefuse(stage, "INV-CREATE-12", body);
  body = Good(stage);
  body["projects"] = Json::array({{{"id", "proj_a"}}});
  MustRefuse(stage, "INV-CREATE-13", body);
}

void RefusalsLeaveNoTrace(Stage& stage) {
  stage.Walk();
  MustRefuse(stage, "INV-CREATE-12", {{"email", stage.api().NewAddress()}, {"role", "guest"}});
  stage.Walk();
}

}  // namespace

std::vector<Check> RefusalChecks() {
  return {
      {"INV-CREATE-19", "RefusedWith400", {}, BadBodies, kFrugal},
      {"INV-CREATE-10", "MissingFieldsAreRefused", {}, MissingFields, kFrugal},
      {"INV-CREATE-11", "MistypedFieldsAreRefused", {}, MistypedFields, kFrugal},
      {"INV-CREATE-12", "UnknownRolesAreRefused", {}, UnknownRole, kFrugal},
      {"INV-CREATE-12", "RefusalsLeaveNoTrace", {.unpaced = true}, RefusalsLeaveNoTrace},
      {"INV-CREATE-13", "IncompleteProjectsAreRefused", {}, IncompleteProjects, kFrugal},
      {"INV-CREATE-09", "WhatIsNotJsonIsRefused", {}, NotJson, kFrugal},
  };
}

}  // namespace invitro::contract
