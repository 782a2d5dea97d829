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
const Credential made_up_service_key = {"sk-svcacct-not-a-key", "sk-svcacct-not-a-key"};

/// An invite of this run in any state: a refused request need not cost a new one.
std::string AnyInvite(Stage& stage) {
  const Ids mine = stage.Mine();
  return mine.empty() ? stage.Population(2).front() : mine.front();
}

/// True if the path of the operation has an invite id.
bool Names(Operation operation) {
  return operation == Operation::kRetrieve || operation == Operation::kDelete;
}

bool RefusedForItsKey(const Exchange& answer) {
  return answer.status == 401 || answer.status == 403;
}

/// Sends every operation with `credential`; each must be refused with 401 or 403. The server must
/// check the key first, so an unknown id and a bad body are refused for the key as well.
void RefusedEverywhere(Stage& stage, const Credential& credential, const std::string& rule) {
  const std::string id = AnyInvite(stage);
  const Json good = {{"email", stage.api().NewAddress()}, {"role", "reader"}};
  const auto refuse = [&](Operation operation, const std::string& of, const Json& body) {
    const ExchangePtr answer = stage.api().As(credential, operation, of, body);
    if (!RefusedForItsKey(*answer)) {
      stage.Fail(rule, "401 or 403 to " + std::string(NameOf(operation)), Summary(*answer));
    }
  };
  refuse(Operation::kCreate, "", good);
  refuse(Operation::kList, "", nullptr);
  refuse(Operation::kRetrieve, id, nullptr);
  refuse(Operation::kDelete, id, nullptr);
  if (stage.can().paced) return;
  const std::string never = stage.NeverWas(id, 2);
  refuse(Operation::kRetrieve, never, nullptr);
  refuse(Operation::kDelete, never, nullptr);
  refuse(Operation::kCreate, "", {{"role", "guest"}});
}

void WithoutAKey(Stage& stage) { RefusedEverywhere(stage, nobody, "INV-KEY-01"); }

void WithAMadeUpKey(Stage& stage) {
  RefusedEverywhere(stage, made_up_key, "INV-KEY-03");
  if (stage.can().paced) return;
  RefusedEverywhere(stage, made_up_service_key, "INV-KEY-03");
}

/// None of these headers contains a key that a platform knows.
void OddHeaders(Stage& stage) {
  for (const auto& [scheme, key] : {std::pair{"Bearer", ""},
                                    {"Bearer ", ""},
                                    {"Basic ", "bm8tOm5v"},
                                    {"Token ", "no-key-of-this-place"},
                                    {"", "no-key-of-this-place"},
                                    {"Bearer,", "no-key-of-this-place"}}) {
    RefusedEverywhere(stage, {key, key, false, scheme}, "INV-KEY-02");
  }
}

/// Requests the same URL with a good key, without a key and with other keys, in turn. A shared
/// cache would show the response to all of them.
void InTurn(Stage& stage) {
  const std::string id = stage.Population(2).front();
  const Credential other = OtherOrganization(stage.api().run());
  const auto refuse = [&](const std::string& rule, const Credential& as, Operation operation,
                          const std::string& of) {
    const ExchangePtr answer = stage.api().As(as, operation, of);
    if (!RefusedForItsKey(*answer)) stage.Fail(rule, "401 or 403", Summary(*answer));
  };
  for (int again = 0; again < 2; ++again) {
    stage.Retrieve(id);
    refuse("INV-KEY-01", nobody, Operation::kRetrieve, id);
    stage.api().List();
    refuse("INV-KEY-01", nobody, Operation::kList, "");
    stage.Retrieve(id);
    refuse("INV-KEY-03", made_up_key, Operation::kRetrieve, id);
    stage.api().List();
    refuse("INV-KEY-03", made_up_key, Operation::kList, "");
    if (!stage.can().other_organization) continue;
    stage.Retrieve(id);
    const ExchangePtr theirs = stage.api().As(other, Operation::kRetrieve, id);
    if (theirs->status != 404) {
      stage.Fail("INV-KEY-07", "404 to another organization", Summary(*theirs));
    }
  }
}

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

/// Provokes errors of every operation, with a refused key and with the good one. Watch finds a
/// whole key in any response; this check also looks for a part of one.
void NoKeyIsShown(Stage& stage) {
  const Credential secret = {"sk-proj-secret-part-of-it", "sk-proj-secret-part-of-it"};
  const std::string id = stage.Population(1).front();
  const std::string never = stage.NeverWas(id, 2);
  const Json body = {{"role", "guest"}};
  for (const Operation operation :
       {Operation::kCreate, Operation::kList, Operation::kRetrieve, Operation::kDelete}) {
    const auto answer = stage.api().As(secret, operation, Names(operation) ? id : "", body);
    if (answer->body.find("secret-part") != std::string::npos) {
      stage.Fail("INV-KEY-06", "the key redacted", Summary(*answer));
    }
  }
  stage.Retrieve(never);
  stage.Delete(never);
  stage.api().Create(body);
  stage.api().List("limit=abc");
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
      {"INV-KEY-02", "OddHeaders", {.unpaced = true}, OddHeaders},
      {"INV-KEY-01", "AskedInTurn", {.unpaced = true}, InTurn},
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
