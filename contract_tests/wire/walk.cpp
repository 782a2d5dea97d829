#include "contract_tests/wire/walk.h"

#include <algorithm>
#include <set>

#include "client/url.h"
#include "contract_tests/facts/finding.h"

namespace invitro::contract {

std::string Query(std::optional<int> limit, const std::string& after, bool after_first) {
  const std::string one = limit ? "limit=" + std::to_string(*limit) : "";
  const std::string other = after.empty() ? "" : "after=" + PercentEncode(after);
  const std::string between = one.empty() || other.empty() ? "" : "&";
  return after_first ? other + between + one : one + between + other;
}

PageSeen GetPage(Api& api, std::optional<int> limit, const std::string& after,
                 const std::string& rule) {
  const ExchangePtr answer = api.List(Query(limit, after));
  auto page = answer->status == 200 ? ReadPage(answer->json) : std::nullopt;
  if (!page) throw Broken(rule, "200 and a page", Summary(*answer));
  return std::move(*page);
}

std::vector<PageSeen> WalkPages(Api& api, int limit, std::size_t most) {
  std::vector<PageSeen> pages;
  std::set<std::string> cursors;
  std::string after;
  int restarts = 0;
  while (true) {
    try {
      pages.push_back(GetPage(api, limit, after, after.empty() ? "INV-PAGE-02" : "INV-PAGE-04"));
    } catch (const Broken& broken) {
      if (broken.finding.rule != "INV-PAGE-04" || after.empty() || !api.IsStrangers(after)) throw;
      // Its owner may have deleted it between two pages, and a deleted cursor may be refused.
      if (++restarts > 3) throw Unverified("strangers' invites vanish in the middle of each walk");
      pages.clear();
      cursors.clear();
      after.clear();
      continue;
    }
    const PageSeen& page = pages.back();
    const std::vector<std::string> ids = page.ids();
    if (!after.empty() && std::ranges::find(ids, after) != ids.end()) {
      throw Broken("INV-PAGE-04", "the page behind " + after, ToText(ids));
    }
    // Where the user allows has_more to be wrong, a full page is not believed to be the last.
    const bool believes = !api.findings().Tolerates("INV-PAGE-05");
    const bool full = page.data.size() == static_cast<std::size_t>(limit);
    if (!page.has_more && (believes || !full)) return pages;
    if (!believes && page.data.empty()) return pages;
    if (believes && !full) {
      const std::string behind = page.data.empty() ? after : page.data.back().id;
      if (page.data.empty() || GetPage(api, limit, behind, "INV-PAGE-04").data.empty()) {
        throw Broken("INV-PAGE-05", "has_more false on the last page", "true");
      }
      api.findings().Fail("INV-PAGE-02",
                          std::to_string(limit) + " invites on a page before the last",
                          std::to_string(page.data.size()));
    }
    after = page.data.back().id;
    if (!cursors.insert(after).second || pages.size() > most) {
      // Tolerated or not, nothing could be judged by it.
      throw Broken("INV-PAGE-07", "a walk that ends",
                   "page " + std::to_string(pages.size()) + " ends at " + after + " again");
    }
  }
}

std::vector<InviteSeen> WalkAll(Api& api, int limit) {
  std::vector<InviteSeen> all;
  for (PageSeen& page : WalkPages(api, limit)) {
    for (InviteSeen& invite : page.data) all.push_back(std::move(invite));
  }
  return all;
}

}  // namespace invitro::contract
