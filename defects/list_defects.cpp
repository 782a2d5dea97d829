// Pages of the wrong size, has_more, the ids of the ends, the order.

#include <algorithm>
#include <atomic>

#include "defects/defect.h"
#include "defects/toolkit.h"

namespace invitro::defects {
namespace {

/// So many instead of those that were asked for.
Wrap SizeAt(std::size_t limit, std::size_t instead) {
  return OnPages([=](Paging& page, const Asked&) {
    if (page.limit != limit) return;
    page.count = std::min(instead, page.all.size() - page.from);
    page.has_more = page.from + page.count < page.all.size();
  });
}

Wrap DefaultOf(std::size_t limit) {
  return OnPages([=](Paging& page, const Asked&) {
    if (page.limited) return;
    page.count = std::min(limit, page.all.size() - page.from);
    page.has_more = page.from + page.count < page.all.size();
  });
}

Wrap HasMore(std::function<bool(const Paging&)> says) {
  return OnPages([says](Paging& page, const Asked&) { page.has_more = says(page); });
}

Wrap FailsAt(std::function<bool(const std::string& limit)> bad) {
  return Instead(
      [bad](const Request&, const Asked& asked, const Handler&) -> std::optional<Response> {
        const auto limit = asked.query.find("limit");
        if (asked.what != What::kList || limit == asked.query.end() || !bad(limit->second)) {
          return std::nullopt;
        }
        return Refusal(500, "The server had an error.");
      });
}

Wrap EverythingAtZero() {
  return Instead([](const Request& request, const Asked& asked,
                    const Handler& inner) -> std::optional<Response> {
    const auto limit = asked.query.find("limit");
    if (asked.what != What::kList || limit == asked.query.end() || limit->second != "0") {
      return std::nullopt;
    }
    Json body = {{"object", "list"}, {"data", WholeList(inner, request)}, {"has_more", false}};
    return Reply(200, body);
  });
}

/// Deleted invites keep their place in the count of a page.
Wrap CountsDeleted() {
  const auto deleted = std::make_shared<PerKey<std::size_t>>();
  return [deleted](const Handler& inner) -> Handler {
    const Handler pages = OnPages([deleted](Paging& page, const Asked& asked) {
      const std::size_t holes = deleted->With(asked, [](std::size_t& n) { return n; });
      if (!page.has_more || page.after) return;
      page.count = std::max<std::size_t>(1, page.count - std::min(holes, page.count));
    })(inner);
    return [deleted, pages](const Request& request) {
      const Asked asked = Understand(request);
      Response response = pages(request);
      deleted->With(asked, [&](std::size_t& n) {
        if (asked.what == What::kDelete && Succeeded(response)) ++n;
      });
      return response;
    };
  };
}

Wrap OrderFlips() {
  const auto asked_before = std::make_shared<std::atomic<unsigned>>(0);
  return OnPages([asked_before](Paging& page, const Asked&) {
    if (page.all.size() < 2 || page.after || ++*asked_before % 2 == 0) return;
    std::swap(page.all[0], page.all[1]);
  });
}

Wrap AcceptedFirst() {
  return OnPages([](Paging& page, const Asked&) {
    std::stable_partition(page.all.begin(), page.all.end(),
                          [](const Json& each) { return each["status"] == "accepted"; });
    if (!page.after) return;
    const auto it = std::find_if(page.all.begin(), page.all.end(),
                                 [&](const Json& each) { return IdOf(each) == *page.after; });
    page.from = static_cast<std::size_t>(it - page.all.begin()) + 1;
    page.count = std::min(page.limit, page.all.size() - page.from);
    page.has_more = page.from + page.count < page.all.size();
  });
}

/// The list without some of its invites.
Wrap Without(std::function<bool(const Json& invite, std::size_t place, std::size_t all)> hidden) {
  return OnPages([hidden](Paging& page, const Asked&) {
    const std::size_t all = page.all.size();
    LeaveOut(page,
             [&](const Json& invite, std::size_t place) { return hidden(invite, place, all); });
  });
}

}  // namespace

std::vector<Defect> ListDefects() {
  constexpr std::size_t kMost = 100, kOdd = 37, kTooFew = 10;
  return {
      {"page_of_1_has_2", "INV-PAGE-02", "limit=1 gives two", false, SizeAt(1, 2)},
      {"page_of_100_has_99", "INV-PAGE-02", "limit=100 gives 99", false, SizeAt(kMost, kMost - 1)},
      {"page_of_37_has_36", "INV-PAGE-02", "one size is off by one", false, SizeAt(kOdd, kOdd - 1)},
      {"default_is_10", "INV-PAGE-01", "without limit a page has 10", false, DefaultOf(kTooFew)},
      {"default_is_100", "INV-PAGE-01", "without limit a page has 100", false, DefaultOf(kMost)},
      {"counts_deleted", "INV-PAGE-02", "deleted invites take up room on the first page", false,
       CountsDeleted()},
      {"more_on_full_last_page", "INV-PAGE-05", "has_more whenever the page is full", false,
       HasMore([](const Paging& page) { return page.count == page.limit; })},
      {"more_from_total", "INV-PAGE-05", "has_more compares the whole list with the limit", false,
       HasMore([](const Paging& page) { return page.all.size() > page.limit; })},
      {"never_more", "INV-PAGE-05", "has_more is always false", false,
       HasMore([](const Paging&) { return false; })},
      {"always_more", "INV-PAGE-05", "has_more is always true", false,
       HasMore([](const Paging&) { return true; })},
      {"no_more_when_one_is_left", "INV-PAGE-05", "has_more is false if one invite is left", false,
       HasMore([](const Paging& page) { return page.from + page.count + 1 < page.all.size(); })},
      {"first_id_of_the_list", "INV-PAGE-06", "first_id is the whole list's", false,
       OnPages([](Paging& page, const Asked&) {
         if (!page.all.empty()) page.first_id = IdOf(page.all.front());
       })},
      {"last_id_of_the_list", "INV-PAGE-06", "last_id is the whole list's", false,
       OnPages([](Paging& page, const Asked&) {
         if (!page.all.empty()) page.last_id = IdOf(page.all.back());
       })},
      {"first_id_is_the_cursor", "INV-PAGE-06", "first_id is what was given as after", false,
       OnPages([](Paging& page, const Asked&) { page.first_id = page.after.value_or(""); })},
      {"order_flips", "INV-PAGE-09", "the first two change places from request to request", false,
       OrderFlips()},
      {"accepted_first", "INV-PAGE-09", "an accepted invite moves to the front", false,
       AcceptedFirst()},
      {"loses_oldest_past_100", "INV-PAGE-07", "the list has the newest hundred alone", false,
       Without([](const Json&, std::size_t place, std::size_t all) {
         return place + kMost < all;  // the twin's list begins with the oldest
       })},
      {"skips_one_at_limit_9", "INV-PAGE-07", "a walk in pages of 9 misses the 120th invite", false,
       OnPages([](Paging& page, const Asked&) {
         constexpr std::size_t kOddLimit = 9, kMissed = 119;
         if (page.limit != kOddLimit) return;
         LeaveOut(page, [](const Json&, std::size_t place) { return place == kMissed; });
       })},
      {"skips_every_50th", "INV-CREATE-14", "each fiftieth invite is in no list", false,
       Without([](const Json&, std::size_t place, std::size_t) {
         constexpr std::size_t kEach = 50;
         return (place + 1) % kEach == 0;
       })},
      {"accepted_not_listed", "INV-PAGE-07", "an accepted invite leaves the list", false,
       Without([](const Json& invite, std::size_t, std::size_t) {
         return invite["status"] == "accepted";
       })},
      {"expired_not_listed", "INV-PAGE-07", "an expired invite leaves the list", false,
       Without([](const Json& invite, std::size_t, std::size_t) {
         return invite["status"] == "expired";
       })},
  };
}

std::vector<Defect> LimitDefects() {
  return {
      {"limit_101_fails", "INV-PAGE-03", "limit=101 is answered 500", false,
       FailsAt([](const std::string& limit) { return limit == "101"; })},
      {"negative_limit_fails", "INV-PAGE-03", "limit=-1 is answered 500", false,
       FailsAt([](const std::string& limit) { return limit.starts_with("-"); })},
      {"huge_limit_fails", "INV-PAGE-03", "a limit beyond 64 bits is answered 500", false,
       FailsAt([](const std::string& limit) { return limit.size() > 18; })},
      {"malformed_limit_fails", "INV-PAGE-12", "limit=abc is answered 500", false,
       FailsAt([](const std::string& limit) { return limit == "abc"; })},
      {"malformed_limit_is_default", "INV-PAGE-12", "limit=abc gives a page of 20", false,
       Instead([](const Request& request, const Asked& asked,
                  const Handler& inner) -> std::optional<Response> {
         const auto limit = asked.query.find("limit");
         if (asked.what != What::kList || limit == asked.query.end() || limit->second != "abc") {
           return std::nullopt;
         }
         return Ask(inner, request, "GET", "/v1/organization/invites");
       })},
      {"limit_0_is_everything", "INV-PAGE-03", "limit=0 gives all invites at once", false,
       EverythingAtZero()},
  };
}

}  // namespace invitro::defects
