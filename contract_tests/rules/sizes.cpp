// Long lists and long pages.

#include <algorithm>

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

Cursor Behind(const std::string& id) { return {Cursor::Kind::kInvite, id}; }

/// Some servers end a list at a round number, or cannot find the oldest invites.
void MoreThanAThousand(Stage& stage) {
  constexpr std::size_t kMany = 1'030, kSteps = 9;
  stage.Population(kMany);
  stage.Walk();
  const Ids order = stage.Order();
  stage.Page(std::nullopt);
  for (std::size_t i = 0; i <= kSteps; ++i) {
    const std::size_t at = (order.size() - 1) * i / kSteps;
    stage.Retrieve(order[at]);
    stage.Page(100, Behind(order[at]));
  }
  stage.Delete(order.front());
  stage.Delete(order.back());
  stage.Walk();
}

/// The size of the invites does not change how many of them a page has.
void LargeInvites(Stage& stage) {
  constexpr std::size_t kPage = 100, kProjects = 20;
  constexpr std::size_t kLongest = 60;  // of a mailbox: 64, and the next number may be longer
  bool projects = true;
  for (std::size_t i = 0; i < kPage + 1; ++i) {
    const std::size_t length = stage.api().NewAddress().find('@');
    const std::string filler(kLongest - std::min(kLongest, length), 'n');
    const auto make = [&](const Json& in) {
      return stage.Create({stage.NewTag(), stage.api().NewAddress(filler), "reader", in});
    };
    if (projects && make(Api::MadeUpProjects(kProjects))) continue;
    projects = false;
    make(stage.api().Projects(2));
  }
  stage.Walk();
  for (const int limit : {100, 99, 60}) stage.Page(limit);
  const Ids order = stage.Order();
  stage.Page(100, Behind(order.front()));
}

}  // namespace

std::vector<Check> SizeChecks() {
  return {
      {"INV-PAGE-02",
       "PagesOfLargeInvites",
       {.exclusive = true, .unpaced = true, .fast = true},
       LargeInvites},
      {"INV-PAGE-07",
       "MoreThanAThousand",
       {.exclusive = true, .unpaced = true, .fast = true},
       MoreThanAThousand},
  };
}

}  // namespace invitro::contract
