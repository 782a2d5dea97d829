// Where a page begins.

#include <algorithm>

#include "defects/defect.h"
#include "defects/toolkit.h"

namespace invitro::defects {
namespace {

void BeginAt(Paging& page, std::size_t from) {
  page.from = std::min(from, page.all.size());
  page.count = std::min(page.limit, page.all.size() - page.from);
  page.has_more = page.from + page.count < page.all.size();
}

/// Moves the beginning of each page behind a cursor.
Wrap Begins(std::function<std::size_t(const Paging&)> from) {
  return OnPages([from](Paging& page, const Asked&) {
    if (page.after) BeginAt(page, from(page));
  });
}

/// Where the cursor's invite shows this status, the page is another.
Wrap BehindStatus(const std::string& status, bool restarts) {
  return OnPages([=](Paging& page, const Asked&) {
    if (!page.after || page.all[page.from - 1]["status"] != status) return;
    BeginAt(page, restarts ? 0 : page.all.size());
  });
}

/// A cursor stands for the place at which its page ended, not for its invite: a deletion before it
/// skips an invite, a creation repeats one.
Wrap OffsetForCursor() {
  const auto places = std::make_shared<PerKey<std::map<std::string, std::size_t>>>();
  return OnPages([places](Paging& page, const Asked& asked) {
    places->With(asked, [&](std::map<std::string, std::size_t>& known) {
      if (page.after && known.contains(*page.after)) BeginAt(page, known[*page.after]);
      const std::size_t end = page.from + page.count;
      if (page.count > 0) known[IdOf(page.all[end - 1])] = end;
    });
  });
}

struct Walk {
  std::string last;       // the last id that it has shown
  std::size_t limit = 0;  // of its pages
  int pages = 0;
  bool deleted = false;  // an invite, since its last page
};

/// From its third page on, a walk misses an invite after each deletion.
Wrap SkipsAfterDeletions() {
  const auto walks = std::make_shared<PerKey<Walk>>();
  return [walks](const Handler& inner) -> Handler {
    const Handler pages = OnPages([walks](Paging& page, const Asked& asked) {
      walks->With(asked, [&](Walk& walk) {
        const bool goes_on = page.after && *page.after == walk.last && page.limit == walk.limit;
        walk.pages = goes_on ? walk.pages + 1 : 1;
        if (walk.pages > 2 && walk.deleted) BeginAt(page, page.from + 1);
        walk.deleted = false;
        walk.limit = page.limit;
        walk.last = page.count > 0 ? IdOf(page.all[page.from + page.count - 1]) : "";
      });
    })(inner);
    return [walks, pages](const Request& request) {
      const Asked asked = Understand(request);
      Response response = pages(request);
      walks->With(asked, [&](Walk& walk) {
        if (asked.what == What::kDelete && Succeeded(response)) walk.deleted = true;
      });
      return response;
    };
  };
}

constexpr int kPageOne = 200, kEmptyPage = 204;  // in the place of a status

/// What the handler beneath says to a cursor that is in no list, replaced.
Wrap UnknownCursor(bool only_deleted, int status) {
  const auto gone = std::make_shared<PerKey<std::map<std::string, bool>>>();
  return [=](const Handler& inner) -> Handler {
    return [=](const Request& request) {
      const Asked asked = Understand(request);
      const auto after = asked.query.find("after");
      if (asked.what == What::kList && after != asked.query.end() && !after->second.empty() &&
          inner(request).status / 100 != 5) {
        const bool deleted =
            gone->With(asked, [&](auto& ids) { return ids.contains(after->second); });
        const bool unknown = Lookup(inner, request, after->second).is_null() && !deleted;
        if (only_deleted ? deleted : unknown) {
          if (status == kEmptyPage) {
            return Reply(200, {{"object", "list"}, {"data", Json::array()}, {"has_more", false}});
          }
          if (status != kPageOne) return Refusal(status, "The cursor was not understood.");
          const auto limit = asked.query.find("limit");
          return Ask(inner, request, "GET",
                     "/v1/organization/invites" +
                         (limit == asked.query.end() ? "" : "?limit=" + limit->second));
        }
      }
      Response response = inner(request);
      gone->With(asked, [&](auto& ids) {
        if (asked.what == What::kDelete && Succeeded(response)) ids[asked.id] = true;
      });
      return response;
    };
  };
}

}  // namespace

std::vector<Defect> CursorDefects() {
  constexpr std::size_t kSeam = 20;
  return {
      {"cursor_included", "INV-PAGE-04", "a page begins with its cursor", false,
       Begins([](const Paging& page) { return page.from - 1; })},
      {"cursor_skips_one", "INV-PAGE-04", "the invite behind the cursor is left out", false,
       Begins([](const Paging& page) { return page.from + 1; })},
      {"cursor_ignored", "INV-PAGE-04", "after is not looked at", false,
       Begins([](const Paging&) { return std::size_t{0}; })},
      {"seam_skips_one", "INV-PAGE-04", "behind the twentieth invite one is left out", false,
       Begins([](const Paging& page) { return page.from + (page.from == kSeam ? 1 : 0); })},
      {"last_page_repeats_one", "INV-PAGE-04", "the last page begins with its cursor", false,
       Begins([](const Paging& page) { return page.from - (page.has_more ? 0 : 1); })},
      {"expired_cursor_restarts", "INV-PAGE-04", "behind an expired invite the list starts anew",
       false, BehindStatus("expired", true)},
      {"accepted_cursor_ends", "INV-PAGE-04", "behind an accepted invite there is nothing", false,
       BehindStatus("accepted", false)},
      {"offset_for_cursor", "INV-PAGE-08", "a deletion skips an invite, a creation repeats one",
       false, OffsetForCursor()},
      {"walk_skips_after_deletions", "INV-PAGE-08", "a long walk misses one after a deletion",
       false, SkipsAfterDeletions()},
      {"unknown_cursor_restarts", "INV-PAGE-10", "an unknown cursor gives page one", false,
       UnknownCursor(false, kPageOne)},
      {"unknown_cursor_is_empty", "INV-PAGE-10", "an unknown cursor gives an empty page", false,
       UnknownCursor(false, kEmptyPage)},
      {"unknown_cursor_is_400", "INV-PAGE-15", "an unknown cursor is answered 400", false,
       UnknownCursor(false, 400)},
      {"unknown_cursor_fails", "INV-PAGE-10", "an unknown cursor is answered 500", false,
       UnknownCursor(false, 500)},
      {"deleted_cursor_fails", "INV-PAGE-11", "a deleted cursor is answered 500", false,
       UnknownCursor(true, 500)},
      {"deleted_cursor_restarts", "INV-PAGE-11", "a deleted cursor gives page one", false,
       UnknownCursor(true, kPageOne)},
      {"deleted_cursor_is_409", "INV-PAGE-11", "a deleted cursor is answered 409", false,
       UnknownCursor(true, 409)},
  };
}

}  // namespace invitro::defects
