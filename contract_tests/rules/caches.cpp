// Requests every view of the invites before and after each kind of change. No view may be stale.

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

/// Requests every view: one invite, the first page with three limits, pages behind a cursor.
void LookAtAll(Stage& stage, const std::string& id, const std::string& cursor) {
  stage.Retrieve(id);
  stage.Page(std::nullopt);
  stage.Page(1);
  stage.Page(50);
  stage.Page(2, {Cursor::Kind::kInvite, cursor});
  stage.Page(std::nullopt, {Cursor::Kind::kInvite, cursor});
  stage.Retrieve(cursor);
}

/// Calls `change` with the second and then the third of four invites.
void SeenInEveryView(Stage& stage, const std::function<void(const std::string& id)>& change) {
  stage.Population(4);
  stage.Walk();
  const Ids mine = stage.Mine("pending");
  LookAtAll(stage, mine[1], mine[0]);
  LookAtAll(stage, mine[1], mine[0]);
  change(mine[1]);
  LookAtAll(stage, mine[1], mine[0]);
  change(mine[2]);
  LookAtAll(stage, mine[2], mine[0]);
}

void Creations(Stage& stage) {
  SeenInEveryView(stage, [&](const std::string&) { stage.MustCreate(); });
}

void Deletions(Stage& stage) {
  SeenInEveryView(stage, [&](const std::string& id) { stage.Delete(id); });
}

void Acceptances(Stage& stage) {
  SeenInEveryView(stage, [&](const std::string& id) { stage.Accept(id); });
}

void Expiries(Stage& stage) {
  SeenInEveryView(stage, [&](const std::string& id) { stage.Expire(id); });
}

}  // namespace

std::vector<Check> CacheChecks() {
  return {
      {"INV-CREATE-14", "SeenInEveryView", {.unpaced = true}, Creations},
      {"INV-DELETE-01", "SeenInEveryView", {.unpaced = true}, Deletions},
      {"INV-LIFE-02", "SeenInEveryView", {.accept = true, .unpaced = true}, Acceptances},
      {"INV-LIFE-04", "SeenInEveryView", {.expire = true, .unpaced = true}, Expiries},
  };
}

}  // namespace invitro::contract
