#include "contract_tests/run/clean_up.h"

#include "client/url.h"
#include "contract_tests/facts/finding.h"
#include "contract_tests/wire/walk.h"

namespace invitro::contract {
namespace {

constexpr std::size_t kMostPages = 1000;  // a list that does not end is not to hold the clean-up

/// The invites of the litter that the list shows now. Unlike a rule's walk, this one forgives.
std::set<std::string> StillThere(Api& api, const Litter& litter, std::string& trouble) {
  std::set<std::string> found;
  std::string after;
  std::set<std::string> cursors;
  for (std::size_t pages = 0; pages < kMostPages; ++pages) {
    const ExchangePtr answer = api.session().Send(
        Operation::kList, "GET",
        api.session().setup().base_path + "/organization/invites?" + Query(100, after));
    const auto page = answer->status == 200 ? ReadPage(answer->json) : std::nullopt;
    if (!page) {
      trouble = "the list cannot be read: " + Summary(*answer, 120);
      return found;
    }
    for (const InviteSeen& invite : page->data) {
      if (litter.ids.contains(invite.id) || litter.addresses.contains(invite.email)) {
        found.insert(invite.id);
      }
    }
    if (!page->has_more || page->data.empty()) return found;
    after = page->data.back().id;
    if (!cursors.insert(after).second) return found;
  }
  return found;
}

ExchangePtr Remove(Api& api, const std::string& id) {
  const std::string path =
      api.session().setup().base_path + "/organization/invites/" + PercentEncode(id);
  ExchangePtr answer = api.session().Send(Operation::kDelete, "DELETE", path);
  // A target that settles late also answers 404 for an invite that cannot be read yet.
  const bool gone = answer->status / 100 == 2 || (answer->status == 404 && api.settle_s() == 0);
  if (gone) api.ledger().Removed(id);
  return answer;
}

/// Waits until every invite that was created before can be read and deleted.
void LetItSettle(Api& api) {
  if (api.settle_s() > 0) api.Wait(api.settle_s());
}

void RemoveElsewhere(Api& api, const Litter& litter) {
  for (const std::string& id : litter.elsewhere) {
    api.As(OtherOrganization(api.run()), Operation::kDelete, id);
  }
}

CleanUpResult Clean(Api& api, const Litter& litter) {
  CleanUpResult result;
  RemoveElsewhere(api, litter);
  if (litter.may_reset && api.Reset()) {
    const auto left = StillThere(api, litter, result.trouble);
    result.remaining.assign(left.begin(), left.end());
  } else {
    std::set<std::string> todo = litter.ids;
    if (!litter.addresses.empty()) {
      LetItSettle(api);
      todo.merge(StillThere(api, litter, result.trouble));
    }
    std::string refusal;
    bool missing = false;
    for (const std::string& id : todo) {
      const ExchangePtr answer = Remove(api, id);
      missing = missing || answer->status == 404;
      if (answer->status / 100 != 2 && answer->status != 404) refusal = Summary(*answer, 120);
      if (answer->status == 0) break;  // nobody is there any more
    }
    if (todo.empty()) return result;
    if (missing && litter.addresses.empty()) LetItSettle(api);
    Litter check = litter;
    check.ids.insert(todo.begin(), todo.end());
    const auto left = api.Settle(
        [&] {
          auto there = StillThere(api, check, result.trouble);
          if (api.settle_s() > 0) {  // one that could not be read yet was no 404 for good
            for (const std::string& id : there) Remove(api, id);
          }
          return there;
        },
        [](const std::set<std::string>& there) { return there.empty(); });
    result.remaining.assign(left.begin(), left.end());
    if (!result.trouble.empty() && !refusal.empty())
      result.remaining.assign(todo.begin(), todo.end());
    if (!left.empty() && result.trouble.empty()) result.trouble = refusal;
  }
  if (!result.remaining.empty() && result.trouble.empty()) {
    result.trouble = "the target says that they are gone, and lists them";
  }
  return result;
}

}  // namespace

CleanUpResult CleanUp(Api& api, const Litter& litter) {
  api.session().BeginCleanUp();
  std::string trouble;
  try {
    return Clean(api, litter);
  } catch (const Broken& broken) {
    trouble = broken.what();
  } catch (const Unverified& unverified) {
    trouble = unverified.what();
  } catch (const CannotLook& cannot) {
    trouble = cannot.what();
  }
  CleanUpResult result;
  result.remaining.assign(litter.ids.begin(), litter.ids.end());
  result.trouble = trouble;
  return result;
}

}  // namespace invitro::contract
