// Who may ask.

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"
#include "contract_tests/wire/walk.h"

namespace invitro::contract {
namespace {

const Credential nobody;
// A project's key may not manage an organization. It is made up: no such key exists.
const Credential project_key = {"sk-proj-not-a-key", "sk-proj-not-a-key"};

void RefusedEverywhere(Stage& stage, const Credential& credential, const std::string& rule) {
  const std::string id = stage.Population(2).front();
  const Json body = {{"email", stage.api().NewAddress()}, {"role", "reader"}};
  for (const Operation operation :
       {Operation::kCreate, Operation::kList, Operation::kRetrieve, Operation::kDelete}) {
    const bool one = operation == Operation::kRetrieve || operation == Operation::kDelete;
    const ExchangePtr answer = stage.api().As(credential, operation, one ? id : "", body);
    if (answer->status != 401 && answer->status != 403) {
      throw Broken(rule, "401 or 403 to " + std::string(NameOf(operation)), Summary(*answer));
    }
  }
}

void WithoutAKey(Stage& stage) { RefusedEverywhere(stage, nobody, "INV-KEY-01"); }
void WithAProjectsKey(Stage& stage) { RefusedEverywhere(stage, project_key, "INV-KEY-04"); }

void NothingChanges(Stage& stage) {
  const std::string id = stage.Population(2).front();
  stage.Walk();
  const Json body = {{"email", stage.api().NewAddress()}, {"role", "reader"}};
  for (const Credential& credential : {nobody, project_key}) {
    const auto created = stage.api().As(credential, Operation::kCreate, "", body);
    const auto deleted = stage.api().As(credential, Operation::kDelete, id);
    if (created->status / 100 == 2 || deleted->status / 100 == 2) {
      throw Unverified("the target took a bad key: see INV-KEY-01 and INV-KEY-04");
    }
    if (stage.can().paced) break;
  }
  try {
    stage.Retrieve(id);
    stage.Walk();
  } catch (const Broken& broken) {
    throw Broken("INV-KEY-05", "nothing to have changed", broken.what());
  }
  for (const InviteSeen& invite : GetPage(stage.api(), 100, "", "INV-PAGE-02").data) {
    if (invite.email == body["email"]) {
      throw Broken("INV-KEY-05", "no invite made with a bad key", ToText(invite));
    }
  }
}

void NoKeyIsShown(Stage& stage) {
  const Credential secret = {"sk-proj-secret-part-of-it", "sk-proj-secret-part-of-it"};
  const auto answer = stage.api().As(secret, Operation::kList, "");
  if (answer->body.find("secret-part") != std::string::npos) {
    throw Broken("INV-KEY-06", "the key redacted", Summary(*answer));
  }
}

void OrganizationsAreApart(Stage& stage) {
  const Credential other = OtherOrganization(stage.api().run());
  const std::string id = stage.Population(1).front();
  const auto refuse = [&](Operation operation) {
    const auto answer = stage.api().As(other, operation, id);
    if (answer->status != 404) {
      throw Broken("INV-KEY-07", "404 to another organization", Summary(*answer));
    }
  };
  refuse(Operation::kRetrieve);
  refuse(Operation::kDelete);
  const auto list = stage.api().As(other, Operation::kList, "");
  const auto page = ReadPage(list->json);
  if (!page) throw Broken("INV-KEY-07", "another organization's list", Summary(*list));
  for (const InviteSeen& invite : page->data) {
    if (stage.api().IsMine(invite.id)) {
      throw Broken("INV-KEY-07", "no invite of this organization in another's list",
                   ToText(invite));
    }
  }
  stage.Retrieve(id);
}

}  // namespace

std::vector<Check> KeyChecks() {
  return {
      {"INV-KEY-01", "WithoutAKey", {}, WithoutAKey},
      {"INV-KEY-04", "WithAProjectsKey", {}, WithAProjectsKey},
      {"INV-KEY-05", "ARefusedRequestChangesNothing", {}, NothingChanges},
      {"INV-KEY-06", "NoKeyIsShown", {.unpaced = true}, NoKeyIsShown},
      {"INV-KEY-07", "OrganizationsAreApart", {.other_organization = true}, OrganizationsAreApart},
  };
}

}  // namespace invitro::contract
