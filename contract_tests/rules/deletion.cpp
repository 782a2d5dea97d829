#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

void GoneFromEverywhere(Stage& stage) {
  const auto mine = stage.Population(3);
  stage.Walk();
  stage.Delete(mine[1]);
  stage.Retrieve(mine[1]);
  stage.Walk();
}

void TwiceIs404(Stage& stage) {
  const std::string id = stage.Population(2).front();
  stage.Delete(id);
  stage.Delete(id);
  if (!stage.can().paced) stage.Delete(id);
}

void NobodyElseIsTouched(Stage& stage) {
  stage.Population(stage.can().paced ? 4 : 9);
  stage.Walk();
  const auto mine = stage.Mine("pending");
  stage.Delete(mine[mine.size() / 2]);
  stage.Walk();
  if (stage.can().paced) return;
  stage.Delete(mine.front());
  stage.Walk();
  stage.Delete(mine.back());
  stage.Walk();
}

void ExpiredNeighboursStay(Stage& stage) {
  const auto mine = stage.Population(6);
  stage.Expire(mine[0]);
  stage.Expire(mine[2]);
  stage.Walk();
  stage.Delete(mine[1]);
  stage.Walk();
  stage.Retrieve(mine[0]);
  stage.Retrieve(mine[2]);
}

void AcceptedIsRefused(Stage& stage) {
  const auto mine = stage.Population(3);
  stage.Accept(mine[1]);
  stage.Walk();
  for (int again = 0; again < (stage.can().paced ? 1 : 12); ++again) {
    stage.Delete(mine[1]);
    stage.Retrieve(mine[1]);
  }
  stage.Walk();
}

/// The model notes the status. A paced run asks about one that was accepted before.
void RefusalOfAccepted(Stage& stage) {
  const Ids before = stage.Mine("accepted");
  const std::string id = before.empty() ? stage.Population(1).front() : before.front();
  if (before.empty()) stage.Accept(id);
  stage.Delete(id);
}

void Expired(Stage& stage) {
  const auto mine = stage.Population(3);
  stage.Expire(mine[1]);
  stage.Delete(mine[1]);
  stage.Retrieve(mine[1]);
  stage.Walk();
}

void AnswersOfDeletion(Stage& stage) {
  stage.api().WatchThoroughly(true);
  stage.Delete(stage.Population(2).back());
  if (!stage.can().paced) {
    const auto owner = stage.Create({stage.NewTag(), stage.api().NewAddress(), "owner", {}});
    if (owner) stage.Delete(*owner);
  }
  stage.api().WatchThoroughly(false);
}

}  // namespace

std::vector<Check> DeletionChecks() {
  return {
      {"INV-DELETE-01", "GoneFromEverywhereAtOnce", {}, GoneFromEverywhere},
      {"INV-DELETE-02", "DeletingAnswers200", {}, AnswersOfDeletion},
      {"INV-SHAPE-04", "DeletionsFitTheSchema", {}, AnswersOfDeletion},
      {"INV-DELETE-03", "DeletingTwiceIs404", {}, TwiceIs404},
      {"INV-DELETE-05", "NobodyElseIsTouched", {}, NobodyElseIsTouched},
      {"INV-DELETE-05",
       "ExpiredNeighboursStay",
       {.expire = true, .unpaced = true},
       ExpiredNeighboursStay},
      {"INV-DELETE-06", "AcceptedCannotBeDeleted", {.accept = true}, AcceptedIsRefused},
      {"INV-DELETE-08", "RefusedWith400", {.accept = true}, RefusalOfAccepted},
      {"INV-DELETE-07", "DeletingAnExpiredOne", {.expire = true}, Expired},
  };
}

}  // namespace invitro::contract
