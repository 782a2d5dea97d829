// Every body of every operation, as raw text against the JSON Schemas (Watch does it; here each
// operation is asked so that it does).

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

class Thoroughly {
 public:
  explicit Thoroughly(Stage& stage) : api_(stage.api()) { api_.WatchThoroughly(true); }
  Thoroughly(const Thoroughly&) = delete;
  Thoroughly& operator=(const Thoroughly&) = delete;
  ~Thoroughly() { api_.WatchThoroughly(false); }

 private:
  Api& api_;
};

Json AnInvite(Stage& stage) {
  const std::string id = stage.Population(1).front();
  const ExchangePtr answer = stage.api().Retrieve(id);
  if (answer->status == 200 && answer->json.is_object()) return answer->json;
  stage.Fail("INV-GET-01", "200 and the invite", Summary(*answer));
  throw Unverified("the target shows no invite");
}

void Invites(Stage& stage) {
  const Thoroughly on(stage);
  if (!stage.can().paced) stage.MustCreate();
  const Json invite = AnInvite(stage);
  const bool newer = invite.contains("created_at");
  stage.answers().Note(
      "INV-SHAPE-02", "dialect",
      newer ? invite.contains("invited_at") ? "both" : "created_at" : "invited_at only");
  stage.answers().Note("INV-SHAPE-01", "accepted_at of a pending invite",
                       invite.contains("accepted_at") ? "null" : "absent");
  if (!newer) {
    throw Unverified("the target speaks the older dialect alone (invited_at, no created_at)");
  }
}

void OlderDialect(Stage& stage) {
  const Thoroughly on(stage);
  const Json invite = AnInvite(stage);
  if (!invite.contains("invited_at")) {
    throw Unverified("the target does not speak the older dialect");
  }
  if (invite.contains("created_at") && invite["created_at"] != invite["invited_at"]) {
    stage.Fail("INV-SHAPE-02", "invited_at and created_at to be the same time", invite.dump());
  }
}

void Lists(Stage& stage) {
  const Thoroughly on(stage);
  stage.Population(3);
  stage.Page(2);
  stage.Walk();
}

void Errors(Stage& stage) {
  const Thoroughly on(stage);
  const std::string never = stage.NeverWas(stage.Population(1).front(), 3);
  stage.Retrieve(never);
  stage.Delete(never);
  stage.api().CreateText("{}", "");
}

void ContentTypes(Stage& stage) {
  const std::string id = stage.Population(1).front();
  stage.Retrieve(id);
  stage.Retrieve(stage.NeverWas(id, 3));
  stage.Page(1);
}

}  // namespace

std::vector<Check> ShapeChecks() {
  return {
      {"INV-SHAPE-01", "InvitesFitTheSchema", {}, Invites},
      {"INV-SHAPE-02", "TheOlderDialect", {}, OlderDialect},
      {"INV-SHAPE-03", "ListsFitTheSchema", {}, Lists},
      {"INV-SHAPE-05", "EveryBodyIsDeclaredAsJson", {}, ContentTypes},
      {"INV-ERR-01", "ErrorsHaveTheEnvelope", {}, Errors},
  };
}

}  // namespace invitro::contract
