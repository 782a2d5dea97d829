// Who may ask.

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"
#include "contract_tests/wire/walk.h"

namespace invitro::contract {
namespace {

const Credential nobody;
// A key that no platform knows. It looks like a project's, so that no target takes it for an
// admin's.
const Credential made_up_key = {"sk-proj-not-a-key", "sk-proj-not-a-key"};

/// An invite of this run in any state: a refused request need not cost a new one.
std::string AnyInvite(Stage& stage) {
  const Ids mine = stage.Mine();
  return mine.empty() ? stage.Population(2).front() : mine.front();
}

void RefusedEverywhere(Stage& stage, const Credential& credential, const std::string& rule) {
  const std::string id = AnyInvite(stage);
  const Json body = {{"email", stage.api().NewAddress()}, {"role", "reader"}};
  for (const Operation operation :
       {Operation::kCreate, Operation::kList, Operation::kRetrieve, Operation::kDelete}) {
    const bool one = operation == Operation::kRetrieve || operation == Operation::kDelete;
    const ExchangePtr answer = stage.api().As(credential, operation, one ? id : "", body);
    if (answer->status != 401 && answer->status != 403) {
      stage.Fail(rule, "401 or 403 to " + std::string(NameOf(operation)), Summary(*answer));
    }
  }
}

void WithoutAKey(Stage& stage) { RefusedEverywhere(stage, nobody, "INV-KEY-01"); }
void WithAMadeUpKey(Stage& stage) { RefusedEverywhere(stage, made_up_key, "INV-KEY-03"); }

/// What a bad key, or one without the scope, is refused must not be done.
void NothingChanges(Stage& stage) {
  const std::string id = AnyInvite(stage);
  const Json body = {{"email", stage.api().NewAddress()}, {"role", "reader"}};
  std::vector<Credential> credentials = {nobody};
  if (!stage.can().paced) credentials.push_back(made_up_key);
  if (stage.api().read_only()) credentials.push_back(*stage.api().read_only());
  MustChangeNothing(stage, "INV-KEY-05", "a request that is refused for its key", id, [&] {
    for (const Credential& credential : credentials) {
      const auto created = stage.api().As(credential, Operation::kCreate, "", body);
      const auto deleted = stage.api().As(credential, Operation::kDelete, id);
      if (created->status / 100 == 2 || deleted->status / 100 == 2) {
        throw Unverified("the target took a bad key: see INV-KEY-01, INV-KEY-03 and INV-KEY-04");
      }
    }
  });
  if (stage.can().exclusive) return;  // the walk has shown that there is no other
  for (const InviteSeen& invite : GetPage(stage.api(), 100, "", "INV-PAGE-02").data) {
    if (invite.email == body["email"]) {
      stage.Fail("INV-KEY-05", "no invite made with a bad key", ToText(invite));
    }
  }
}

void NoKeyIsShown(Stage& stage) {
  const Credential secret = {"sk-proj-secret-part-of-it", "sk-proj-secret-part-of-it"};
  const auto answer = stage.api().As(secret, Operation::kList, "");
  if (answer->body.find("secret-part") != std::string::npos) {
    stage.Fail("INV-KEY-06", "the key redacted", Summary(*answer));
  }
}

bool RefusedForItsKey(const Exchange& answer) {
  return answer.status == 401 || answer.status == 403;
}

/// A refusal for a missing scope, and its documented status.
void MustLackScope(Stage& stage, const std::string& rule, const ExchangePtr& answer) {
  if (!RefusedForItsKey(*answer)) {
    return stage.Fail(rule, "401 or 403: the key lacks the scope", Summary(*answer));
  }
  if (answer->status != 403) {
    stage.Note("INV-KEY-08", "403: the key lacks the scope", Summary(*answer));
  }
}

/// Rules INV-KEY-04 and, noted, -08.
void ReadOnlyKeyCannotWrite(Stage& stage) {
  const Credential& key = *stage.api().read_only();
  const std::string id = AnyInvite(stage);
  const Json body = {{"email", stage.api().NewAddress()}, {"role", "reader"}};
  MustLackScope(stage, "INV-KEY-04", stage.api().As(key, Operation::kCreate, "", body));
  MustLackScope(stage, "INV-KEY-04", stage.api().As(key, Operation::kDelete, id));
}

/// Rule INV-KEY-09, of a key that may only read.
void ReadOnlyKeyReads(Stage& stage) {
  const Credential& key = *stage.api().read_only();
  const std::string id = AnyInvite(stage);
  for (const auto& answer :
       {stage.api().As(key, Operation::kList, ""), stage.api().As(key, Operation::kRetrieve, id)}) {
    if (answer->status != 200) {
      stage.Fail("INV-KEY-09", "200: the key may read", Summary(*answer));
    }
  }
}

/// Rule INV-KEY-09, of a key that may only write: it can create and delete, and cannot read.
void WriteOnlyKeyWritesAlone(Stage& stage) {
  const Credential& key = *stage.api().write_only();
  const Json body = {{"email", stage.api().NewAddress()}, {"role", "reader"}};
  const auto made = stage.api().As(key, Operation::kCreate, "", body);
  const auto invite = made->status / 100 == 2 ? ReadInvite(made->json) : std::nullopt;
  if (!invite) return stage.Fail("INV-KEY-09", "200 or 201: the key may write", Summary(*made));
  MustLackScope(stage, "INV-KEY-09", stage.api().As(key, Operation::kList, ""));
  MustLackScope(stage, "INV-KEY-09", stage.api().As(key, Operation::kRetrieve, invite->id));
  const auto gone = stage.api().As(key, Operation::kDelete, invite->id);
  if (gone->status / 100 != 2) stage.Fail("INV-KEY-09", "200: the key may delete", Summary(*gone));
}

void OrganizationsAreApart(Stage& stage) {
  const Credential other = OtherOrganization(stage.api().run());
  const std::string id = stage.Population(1).front();
  const std::string never = stage.NeverWas(id, 2);
  const auto refuse = [&](Operation operation) {
    if (stage.api().As(other, operation, never)->status != 404) {
      throw Unverified("an unknown id is no 404 either: see INV-GET-02 and INV-DELETE-04");
    }
    const auto answer = stage.api().As(other, operation, id);
    if (answer->status != 404) {
      stage.Fail("INV-KEY-07", "404 to another organization", Summary(*answer));
    }
  };
  refuse(Operation::kRetrieve);
  refuse(Operation::kDelete);
  const auto list = stage.api().As(other, Operation::kList, "");
  const auto page = ReadPage(list->json);
  if (!page) return stage.Fail("INV-KEY-07", "another organization's list", Summary(*list));
  for (const InviteSeen& invite : page->data) {
    if (stage.api().IsMine(invite.id)) {
      stage.Fail("INV-KEY-07", "no invite of this organization in another's list", ToText(invite));
    }
  }
  stage.Retrieve(id);
}

}  // namespace

std::vector<Check> KeyChecks() {
  return {
      {"INV-KEY-01", "WithoutAKey", {}, WithoutAKey, kFrugal},
      {"INV-KEY-03", "WithAMadeUpKey", {}, WithAMadeUpKey, kFrugal},
      {"INV-KEY-08", "RefusedWith403", {.read_only_key = true}, ReadOnlyKeyCannotWrite, kFrugal},
      {"INV-KEY-04",
       "ReadOnlyKeyCannotWrite",
       {.read_only_key = true},
       ReadOnlyKeyCannotWrite,
       kFrugal},
      {"INV-KEY-09", "ReadOnlyKeyReads", {.read_only_key = true}, ReadOnlyKeyReads, kFrugal},
      {"INV-KEY-09", "WriteOnlyKeyWritesAlone", {.write_only_key = true}, WriteOnlyKeyWritesAlone},
      {"INV-KEY-05", "ARefusedRequestChangesNothing", {}, NothingChanges, kFrugal},
      {"INV-KEY-06", "NoKeyIsShown", {.unpaced = true}, NoKeyIsShown},
      {"INV-KEY-07", "OrganizationsAreApart", {.other_organization = true}, OrganizationsAreApart},
  };
}

}  // namespace invitro::contract
