// Caches that ignore one kind of change, or that ignore the key.

#include "defects/mutants/mutant.h"
#include "support/mutex.h"

namespace invitro::defects {
namespace {

struct View {
  const char* name;
  std::function<bool(const Asked&)> is;
};

struct Change {
  const char* name;
  What what;
  const char* rules;
};

bool Gives(const Asked& asked, const char* parameter) { return asked.query.contains(parameter); }

const std::vector<View>& Views() {
  static const std::vector<View> all = {
      {"retrieval", [](const Asked& a) { return a.what == What::kRetrieve; }},
      {"plain_list",
       [](const Asked& a) {
         return a.what == What::kList && !Gives(a, "limit") && !Gives(a, "after");
       }},
      {"list_with_limit",
       [](const Asked& a) {
         return a.what == What::kList && Gives(a, "limit") && !Gives(a, "after");
       }},
      {"list_with_cursor",
       [](const Asked& a) { return a.what == What::kList && Gives(a, "after"); }}};
  return all;
}

constexpr Change kChanges[] = {
    {"creation", What::kCreate, "INV-CREATE-14"},
    {"deletion", What::kDelete, "INV-DELETE-01"},
    {"acceptance", What::kAccept, "INV-LIFE-02"},
    {"expiry", What::kExpire, "INV-LIFE-04 INV-LIFE-03"},
};

using Cache = std::map<std::string, Response>;

/// Caches the responses of a view. Every change except `deaf_to` clears the cache. A stale response
/// is served `once`, or until another kind of change.
Wrap Stale(const View& view, What deaf_to, bool once) {
  const auto caches = std::make_shared<PerKey<std::pair<Cache, Cache>>>();  // fresh and stale
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    const bool reads = asked.what == What::kList || asked.what == What::kRetrieve;
    const std::string url(request.target);
    return caches->With(asked, [&](std::pair<Cache, Cache>& cache) {
      auto& [fresh, stale] = cache;
      if (reads && view.is(asked) && stale.contains(url)) {
        Response old = stale[url];
        if (once) stale.erase(url);
        return old;
      }
      Response response = inner(request);
      if (reads && view.is(asked) && Succeeded(response)) fresh[url] = response;
      if (reads) return response;
      if (asked.what == deaf_to && Succeeded(response)) {
        stale = fresh;
      } else {
        stale.clear();
      }
      fresh.clear();
      return response;
    });
  });
}

/// Caches by URL and ignores the key, until something changes.
Wrap ForAll(What what, bool only_without_key) {
  struct Shared {
    Mutex mutex;
    Cache cache GUARDED_BY(mutex);
  };
  const auto shared = std::make_shared<Shared>();
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    const MutexLock lock(shared->mutex);
    const std::string url(request.target);
    const bool wanted = asked.what == what && (!only_without_key || asked.key.empty());
    if (wanted && shared->cache.contains(url)) return shared->cache[url];
    Response response = inner(request);
    const bool reads = asked.what == What::kList || asked.what == What::kRetrieve;
    if (!reads && Succeeded(response)) shared->cache.clear();
    if (asked.what == what && Succeeded(response)) shared->cache[url] = response;
    return response;
  });
}

}  // namespace

std::vector<Mutant> CacheMutants() {
  std::vector<Mutant> all;
  for (const View& view : Views()) {
    for (const Change& change : kChanges) {
      const std::string name = std::string("stale.") + view.name + ".after_" + change.name;
      const std::string rules = std::string(change.rules) + " INV-GET-01 INV-PAGE-14";
      all.push_back({name + ".once", rules, Stale(view, change.what, true)});
      all.push_back({name + ".kept", rules, Stale(view, change.what, false)});
    }
  }
  for (const auto& [what, name] :
       {std::pair{What::kRetrieve, "retrieval"}, std::pair{What::kList, "list"}}) {
    all.push_back({std::string("cached_for_all.") + name, "INV-KEY-01 INV-KEY-03 INV-KEY-07",
                   ForAll(what, false)});
    all.push_back(
        {std::string("cached_for_the_keyless.") + name, "INV-KEY-01", ForAll(what, true)});
  }
  return all;
}

}  // namespace invitro::defects
