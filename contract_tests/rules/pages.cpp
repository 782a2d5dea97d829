// One page at a time: sizes, cursors, has_more.

#include <algorithm>

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

Cursor Behind(const std::string& id) { return {Cursor::Kind::kInvite, id}; }

/// Enough invites for a page of `n`, a paced run's few counted with the strangers'.
Ids Fill(Stage& stage, std::size_t n) {
  std::size_t there = stage.can().exclusive ? 0 : stage.can().strangers;
  there += stage.Mine().size() - stage.Mine("pending").size();
  const std::size_t wanted = n > there ? n - there : 1;
  stage.Population(std::max<std::size_t>(wanted, 4));
  stage.Walk();
  return stage.Order();
}

/// The ids to use as cursors: a stranger's invite may go at any time.
Ids Cursors(Stage& stage, const Ids& order) { return stage.can().exclusive ? order : stage.Mine(); }

void DefaultIs20(Stage& stage) {
  Fill(stage, 21);
  stage.Page(std::nullopt);
}

void SizesUpToWhatThereIs(Stage& stage) {
  const int n = static_cast<int>(Fill(stage, 21).size());
  for (const int limit : {1, 2, 3, 7, 19, n - 1, n, n + 1}) {
    if (limit >= 1 && limit <= 100) stage.Page(limit);
  }
}

void SizesAfterDeletions(Stage& stage) {
  stage.Population(8);
  stage.Walk();
  const auto order = stage.Order();
  stage.Delete(order[1]);
  stage.Delete(order[6]);
  for (const int limit : {1, 2, 3, 5, 6, 7}) stage.Page(limit);
}

void SizesUpTo100(Stage& stage) {
  Fill(stage, 103);
  const int step = stage.can().slow ? 9 : 1;
  for (int limit = 1; limit <= 100; limit += step) stage.Page(limit);
}

void BeginsBehindTheCursor(Stage& stage) {
  const Ids order = Cursors(stage, Fill(stage, 6));
  for (const std::size_t at :
       {std::size_t{0}, order.size() / 2, order.size() - 2, order.size() - 1}) {
    stage.Page(2, Behind(order[at]));
  }
}

void EveryCursor(Stage& stage) {
  const Ids order = Cursors(stage, Fill(stage, 30));
  for (const std::string& id : order) stage.Page(3, Behind(id));
  for (const std::string& id : order) stage.Page(std::nullopt, Behind(id));
}

/// A full last page is where has_more goes wrong: as many invites behind the cursor as the limit.
void FullLastPages(Stage& stage) {
  const Ids order = Cursors(stage, Fill(stage, 12));
  const std::size_t n = order.size();
  const int steps = stage.can().paced ? 3 : 10;
  for (std::size_t at = 0; at + 2 < n && at < static_cast<std::size_t>(steps); ++at) {
    const int rest = static_cast<int>(n - at - 1);
    if (rest > 100) continue;
    stage.Page(rest, Behind(order[at]));
    if (!stage.can().paced) stage.Page(rest - 1, Behind(order[at]));
  }
  if (n <= 100) stage.Page(static_cast<int>(n));
  stage.Page(1, Behind(order[n - 2]));
}

void FullLastPagesAtEverySize(Stage& stage) {
  for (const int n : {1, 2, 12, 20, 40}) {
    if (stage.can().slow && n > 12) return;
    stage.Begin();
    stage.Population(static_cast<std::size_t>(n));
    for (int limit = 1; limit <= n; ++limit) {
      if (n % limit != 0) continue;
      Cursor cursor;
      for (int page = 0; page < n / limit; ++page) {
        const auto seen = stage.Page(limit, cursor);
        if (!seen.data.empty()) cursor = Behind(seen.data.back().id);
      }
    }
    stage.Page(std::nullopt);
  }
}

/// Sends limit and cursor together. The limit is the number of invites left, one more, one fewer,
/// or random; the cursors are invites in every state.
void TwoParameters(Stage& stage) {
  const Ids order = Cursors(stage, Fill(stage, 103));
  for (std::size_t i = 0; i + 1 < order.size(); i += 9) {
    if (stage.can().expire) stage.Expire(order[i]);
    if (stage.can().accept) stage.Accept(order[i + 1]);
  }
  for (std::size_t i = 5; i < order.size(); i += 30) stage.Delete(order[i]);
  const Ids left = Cursors(stage, stage.Order());
  const int n = static_cast<int>(left.size());
  constexpr int kPages = 60;
  for (int i = 0; i < kPages; ++i) {
    const std::size_t at = stage.Below(left.size() - 1);
    const int rest = n - static_cast<int>(at) - 1;
    const int any = 1 + static_cast<int>(stage.Below(100));
    const int limits[] = {rest, rest - 1, rest + 1, any};
    stage.Page(std::clamp(limits[i % 4], 1, 100), Behind(left[at]));
    if (i % 10 == 0) stage.Page(any, Behind(order[5]));  // deleted
    if (i % 10 == 5) stage.Page(std::nullopt, Behind(left[at]));
  }
}

void EndsOfThePage(Stage& stage) {  // Watch looks at first_id and last_id
  const Ids order = Cursors(stage, Fill(stage, 5));
  stage.Page(1);
  stage.Page(3, Behind(order[1]));
  stage.Page(2, Behind(order.back()));
}

void CursorsOfExpired(Stage& stage) {
  stage.Population(8);
  stage.Walk();
  const auto mine = stage.Mine("pending");
  for (const std::size_t at : {std::size_t{0}, mine.size() / 2, mine.size() - 1}) {
    stage.Expire(mine[at]);
    stage.Page(3, Behind(mine[at]));
    stage.Page(100, Behind(mine[at]));
  }
}

void CursorsOfAccepted(Stage& stage) {
  stage.Population(5);
  stage.Walk();
  const std::string id = stage.Mine("pending")[2];  // with some behind it
  stage.Accept(id);
  stage.Page(2, Behind(id));
  stage.Page(100, Behind(id));
}

void ListedAsRetrieved(Stage& stage) {
  stage.Population(3);
  if (!stage.can().paced) {
    stage.Create({stage.NewTag(), stage.api().NewAddress(), "owner", stage.api().Projects(1)});
  }
  stage.Walk();
  const auto mine = stage.Mine();
  const std::size_t most = stage.can().paced ? 1 : 5;
  for (std::size_t i = 0; i < mine.size() && i < most; ++i) stage.Retrieve(mine[i]);
}

void LimitsThatAreNoNumbers(Stage& stage) {
  for (const char* query :
       {"limit=abc", "limit=10x", "limit=ten", "limit=NaN", "limit=true", "limit=null",
        "limit=%5B%5D", "limit=5%2C5", "limit=--5", "limit=1%2B1", "limit=%27"}) {
    const ExchangePtr answer = stage.api().List(query);
    if (answer->status != 400) {
      stage.Fail("INV-PAGE-12", std::string("400 to ?") + query, Summary(*answer));
    }
    if (stage.can().paced) return;
  }
}

void TheEmptyList(Stage& stage) {
  stage.Begin();
  stage.Page(std::nullopt);
  stage.Page(1);
}

}  // namespace

std::vector<Check> PageChecks() {
  return {
      {"INV-PAGE-01", "DefaultIs20", {}, DefaultIs20},
      {"INV-PAGE-02", "SizesUpToWhatThereIs", {}, SizesUpToWhatThereIs},
      {"INV-PAGE-02", "SizesUpTo100", {.unpaced = true}, SizesUpTo100},
      {"INV-PAGE-02",
       "SizesAfterDeletions",
       {.exclusive = true, .unpaced = true},
       SizesAfterDeletions},
      {"INV-PAGE-02", "TheEmptyList", {.exclusive = true, .unpaced = true}, TheEmptyList},
      {"INV-PAGE-04", "BeginsBehindTheCursor", {}, BeginsBehindTheCursor},
      {"INV-PAGE-04", "EveryCursor", {.unpaced = true, .fast = true}, EveryCursor},
      {"INV-PAGE-04", "CursorsOfExpired", {.expire = true, .unpaced = true}, CursorsOfExpired},
      {"INV-PAGE-04", "CursorsOfAccepted", {.accept = true, .unpaced = true}, CursorsOfAccepted},
      {"INV-PAGE-04", "TwoParameters", {.exclusive = true, .unpaced = true}, TwoParameters},
      {"INV-PAGE-05", "FullLastPages", {}, FullLastPages},
      {"INV-PAGE-05",
       "FullLastPagesAtEverySize",
       {.exclusive = true, .unpaced = true},
       FullLastPagesAtEverySize},
      {"INV-PAGE-06", "EndsOfThePage", {}, EndsOfThePage},
      {"INV-PAGE-12", "LimitsThatAreNoNumbers", {}, LimitsThatAreNoNumbers, kFrugal},
      {"INV-PAGE-14", "ListedAsRetrieved", {}, ListedAsRetrieved},
  };
}

}  // namespace invitro::contract
