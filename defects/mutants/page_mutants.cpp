// Servers whose pages are wrong under one condition, or whose lists end too early.

#include <algorithm>

#include "defects/mutants/mutant.h"

namespace invitro::defects {
namespace {

struct Condition {
  const char* name;
  std::function<bool(const Paging&)> holds;
};

bool CursorIs(const Paging& page, const char* status) {
  if (!page.after || page.from == 0) return false;
  return page.all[page.from - 1].value("status", std::string()) == status;
}

const std::vector<Condition>& Conditions() {
  static const std::vector<Condition> all = {
      {"always", [](const Paging&) { return true; }},
      {"with_cursor", [](const Paging& p) { return p.after.has_value(); }},
      {"without_cursor", [](const Paging& p) { return !p.after; }},
      {"by_default", [](const Paging& p) { return !p.limited; }},
      {"by_default_with_cursor", [](const Paging& p) { return !p.limited && p.after; }},
      {"at_limit_1", [](const Paging& p) { return p.limited && p.limit == 1; }},
      {"at_limit_100", [](const Paging& p) { return p.limit == 100; }},
      {"beyond_20", [](const Paging& p) { return p.limit > 20; }},
      {"beyond_20_with_cursor", [](const Paging& p) { return p.limit > 20 && p.after; }},
      {"beyond_50_with_cursor", [](const Paging& p) { return p.limit > 50 && p.after; }},
      {"behind_expired", [](const Paging& p) { return CursorIs(p, "expired"); }},
      {"beyond_20_behind_expired",
       [](const Paging& p) { return p.limit > 20 && CursorIs(p, "expired"); }},
      {"behind_accepted", [](const Paging& p) { return CursorIs(p, "accepted"); }},
      {"behind_the_first", [](const Paging& p) { return p.after && p.from == 1; }},
      {"behind_the_last", [](const Paging& p) { return p.after && p.from == p.all.size(); }},
      {"when_the_rest_fits",
       [](const Paging& p) { return p.after && p.all.size() - p.from == p.limit; }},
      {"when_the_rest_fits_beyond_20",
       [](const Paging& p) { return p.limit > 20 && p.after && p.all.size() - p.from == p.limit; }},
      {"when_one_is_left",
       [](const Paging& p) { return p.after && p.all.size() - p.from == p.limit + 1; }},
      {"among_30", [](const Paging& p) { return p.all.size() > 30; }},
      {"among_120", [](const Paging& p) { return p.all.size() > 120; }},
  };
  return all;
}

struct Alteration {
  const char* name;
  const char* rules;
  void (*alter)(Paging&);
};

constexpr Alteration kAlterations[] = {
    {"first_skipped", "INV-PAGE-04 INV-PAGE-07 INV-PAGE-02 INV-PAGE-01 INV-PAGE-08 INV-CREATE-14",
     [](Paging& p) {
       if (p.from < p.all.size()) ++p.from;
       p.count = std::min(p.count, p.all.size() - p.from);
     }},
    {"last_lost", "INV-PAGE-02 INV-PAGE-01 INV-PAGE-07 INV-PAGE-04 INV-PAGE-08 INV-CREATE-14",
     [](Paging& p) {
       if (p.count > 0) --p.count;
     }},
    {"cursor_repeated", "INV-PAGE-04",
     [](Paging& p) {
       if (p.from > 0) --p.from;
     }},
    {"cut_at_10", "INV-PAGE-02 INV-PAGE-01 INV-PAGE-07 INV-CREATE-14",
     [](Paging& p) { p.count = std::min<std::size_t>(p.count, 10); }},
    {"cut_at_10_and_more", "INV-PAGE-02 INV-PAGE-01 INV-PAGE-05",
     [](Paging& p) {
       if (p.count <= 10) return;
       p.count = 10;
       p.has_more = true;
     }},
    {"more", "INV-PAGE-05", [](Paging& p) { p.has_more = true; }},
    {"no_more", "INV-PAGE-05 INV-PAGE-07 INV-CREATE-14", [](Paging& p) { p.has_more = false; }},
    {"two_swapped", "INV-PAGE-09 INV-PAGE-04 INV-PAGE-07",
     [](Paging& p) {
       if (p.count > 1) std::swap(p.all[p.from], p.all[p.from + 1]);
     }},
    {"from_the_start", "INV-PAGE-04 INV-PAGE-11", [](Paging& p) { p.from = 0; }},
    {"reversed", "INV-PAGE-09 INV-PAGE-07 INV-PAGE-04",
     [](Paging& p) {
       const auto from = p.all.begin() + static_cast<std::ptrdiff_t>(p.from);
       std::reverse(from,
                    from + static_cast<std::ptrdiff_t>(std::min(p.count, p.all.size() - p.from)));
     }},
};

/// False if the alteration changes no page under that condition.
bool Changes(const Alteration& alteration, const Condition& condition) {
  const std::string_view name = condition.name, what = alteration.name;
  const bool page_one = name == "without_cursor",
             full_rest = name.starts_with("when_the_rest_fits");
  if (name == "behind_the_last") return what == "more";
  if (what == "cursor_repeated" || what == "from_the_start") {
    return !page_one && name != "by_default" && name != "always";
  }
  if (what == "more") return name != "when_one_is_left";
  if (what == "no_more") return !full_rest;
  if (name == "at_limit_1") return what == "first_skipped" || what == "last_lost";
  return true;
}

Mutant OfPages(const std::string& name, const std::string& rules,
               std::function<void(Paging&)> alter) {
  return {name, rules, OnPages([alter](Paging& page, const Asked&) { alter(page); })};
}

/// Limits the page to `bytes` of JSON.
void CutAtBytes(Paging& page, std::size_t bytes) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < page.count && page.from + i < page.all.size(); ++i) {
    size += page.all[page.from + i].dump().size();
    if (size <= bytes) continue;
    page.count = i;
    page.has_more = true;
    return;
  }
}

/// Answers 404 to `what` for an invite that is older than the newest `n`.
Wrap OldUnknownTo(What what, std::size_t n) {
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    if (asked.what != what) return std::nullopt;
    const auto all = WholeList(inner, request);
    for (std::size_t i = 0; i + n < all.size(); ++i) {
      if (IdOf(all[i]) == asked.id) return NotFound(asked.id);
    }
    return std::nullopt;
  });
}

/// Ignores one parameter if the other one stands before it.
Wrap OrderMatters(const char* first, const char* ignored) {
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    if (asked.what != What::kList) return std::nullopt;
    const std::string target(request.target);
    const auto one = target.find(std::string(first) + "="),
               other = target.find(std::string(ignored) + "=");
    if (one == std::string::npos || other == std::string::npos || one > other) return std::nullopt;
    const auto end = std::min(target.find('&', other), target.size());
    return Ask(inner, request, "GET", target.substr(0, other) + "x=1" + target.substr(end));
  });
}

}  // namespace

std::vector<Mutant> PageMutants() {
  std::vector<Mutant> all;
  for (const Condition& condition : Conditions()) {
    for (const Alteration& each : kAlterations) {
      if (!Changes(each, condition)) continue;
      const std::string name = std::string("page.") + each.name + "." + condition.name;
      all.push_back(OfPages(name, each.rules, [&condition, &each](Paging& page) {
        if (condition.holds(page)) each.alter(page);
      }));
    }
  }
  all.push_back({"after_ignored_behind_limit", "INV-PAGE-04", OrderMatters("limit", "after")});
  all.push_back(
      {"limit_ignored_behind_after", "INV-PAGE-02 INV-PAGE-04", OrderMatters("after", "limit")});
  return all;
}

std::vector<Mutant> SizeMutants() {
  std::vector<Mutant> all;
  const std::string lost = "INV-PAGE-07 INV-CREATE-14 INV-PAGE-05 INV-PAGE-02 INV-PAGE-04";
  for (const std::size_t n : {100U, 150U, 200U, 256U, 500U, 512U, 1000U}) {
    const std::string size = std::to_string(n);
    all.push_back(OfPages("list.ends_at_" + size, lost, [n](Paging& page) {
      LeaveOut(page, [n](const Json&, std::size_t place) { return place >= n; });
    }));
    all.push_back(OfPages("list.forgets_the_oldest_of_" + size, lost, [n](Paging& page) {
      const std::size_t hidden = page.all.size() > n ? page.all.size() - n : 0;
      LeaveOut(page, [hidden](const Json&, std::size_t place) { return place < hidden; });
    }));
    all.push_back(OfPages("list.without_place_" + size, lost, [n](Paging& page) {
      LeaveOut(page, [n](const Json&, std::size_t place) { return place + 1 == n; });
    }));
    all.push_back({"oldest_of_" + size + ".not_retrieved", "INV-GET-01 INV-CREATE-14 INV-PAGE-14",
                   OldUnknownTo(What::kRetrieve, n)});
    all.push_back(
        {"oldest_of_" + size + ".not_deleted", "INV-DELETE-02", OldUnknownTo(What::kDelete, n)});
  }
  for (const std::size_t n : {1U, 2U, 3U, 5U, 13U, 20U, 21U, 50U}) {
    all.push_back(OfPages("list.without_place_" + std::to_string(n), lost, [n](Paging& page) {
      LeaveOut(page, [n](const Json&, std::size_t place) { return place + 1 == n; });
    }));
  }
  for (const std::size_t kibibytes : {8U, 16U, 32U, 64U}) {
    const std::size_t bytes = kibibytes * 1024;
    all.push_back(OfPages("page.cut_at_" + std::to_string(kibibytes) + "_kib",
                          "INV-PAGE-02 INV-PAGE-05 INV-PAGE-07",
                          [bytes](Paging& page) { CutAtBytes(page, bytes); }));
  }
  return all;
}

}  // namespace invitro::defects
