// Ids that are almost those of an invite.

#include "contract_tests/facts/finding.h"
#include "contract_tests/model/near_misses.h"
#include "contract_tests/rules/check.h"
#include "contract_tests/wire/walk.h"

namespace invitro::contract {
namespace {

/// Returns the near misses that no server may take for the id; one of them in a paced run.
std::vector<int> Misses(const Stage& stage) {
  std::vector<int> misses = {kLastChanged};
  for (int miss = 0; miss < kNearMisses && !stage.can().paced; ++miss) {
    const bool exact = miss == kOtherCase || miss == kWithoutDashes;  // INV-GET-03
    if (miss != kLastChanged && !exact) misses.push_back(miss);
  }
  return misses;
}

void NotRetrieved(Stage& stage) {
  const Ids mine = stage.Population(stage.can().paced ? 1 : 3);
  for (const int miss : Misses(stage)) stage.Retrieve(stage.NeverWas(mine[mine.size() / 2], miss));
}

void NotDeleted(Stage& stage) {
  const Ids mine = stage.Population(stage.can().paced ? 1 : 3);
  const std::string id = mine[mine.size() / 2];
  if (stage.can().paced) {
    stage.Delete(stage.NeverWas(id, kLastChanged));
    return stage.Retrieve(id);
  }
  MustChangeNothing(stage, "INV-DELETE-04", "deleting what never was", id, [&] {
    for (const int miss : Misses(stage)) {
      if (!stage.can().exclusive && CouldNameOthers(miss)) continue;
      stage.Delete(stage.NeverWas(id, miss));
    }
  });
}

void NoCursors(Stage& stage) {
  const Ids mine = stage.Population(stage.can().paced ? 2 : 4);
  const std::string id = mine[mine.size() / 2];
  for (const int miss : Misses(stage)) {
    stage.Page(2, {Cursor::Kind::kNever, stage.NeverWas(id, miss)});
  }
}

bool Refused(const ExchangePtr& answer) { return answer->status >= 400 && answer->status < 500; }

/// A database column of UUIDs finds an id in any case and without dashes. If the target does not
/// refuse a plainly unknown id either, another rule is broken, and this one is not reported.
void ComparedExactly(Stage& stage) {
  const Ids mine = stage.Population(stage.can().paced ? 1 : 3);
  const std::string id = mine.back();
  const auto compare = [&](const std::string& other, const auto& ask) {
    const ExchangePtr answer = ask(other);
    if (Refused(answer) ||
        (!stage.can().paced && !Refused(ask(stage.NeverWas(id, kLastChanged))))) {
      return;
    }
    stage.Fail("INV-GET-03", "an unknown id: " + other, Summary(*answer));
  };
  for (const int miss : {kOtherCase, kWithoutDashes}) {
    const std::string other = stage.NeverWas(id, miss);
    compare(other, [&](const std::string& asked) { return stage.api().Retrieve(asked); });
    if (stage.can().paced) return;
    compare(other, [&](const std::string& asked) { return stage.api().List(Query(2, asked)); });
    compare(other, [&](const std::string& asked) { return stage.api().Delete(asked); });
  }
  stage.Begin();  // the model does not know of a deletion that was tolerated
}

}  // namespace

std::vector<Check> IdChecks() {
  return {
      {"INV-GET-02", "RetrievingWhatIsNotIs404", {}, NotRetrieved, kFrugal},
      {"INV-DELETE-04", "DeletingWhatNeverWasIs404", {}, NotDeleted, kFrugal},
      {"INV-PAGE-10", "CursorsThatNeverWere", {}, NoCursors, kFrugal},
      {"INV-PAGE-15", "RefusedWith404", {}, NoCursors, kFrugal},
      {"INV-GET-03", "IdsAreComparedExactly", {}, ComparedExactly},
  };
}

}  // namespace invitro::contract
