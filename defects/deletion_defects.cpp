// Deletions that take too little, too much, or what they may not.

#include <set>

#include "defects/defect.h"
#include "defects/toolkit.h"

namespace invitro::defects {
namespace {

constexpr const char* kInvite = "/v1/organization/invites/";

struct Ghosts {
  std::map<std::string, Json> gone;  // invites that are shown though they were deleted
  std::set<std::string> hidden;      // … and that are not shown though they are there
};

/// Invites that were not deleted beneath disappear from every answer.
class Hidden {
 public:
  void Hide(const Asked& asked) {
    ghosts_->With(asked, [&](Ghosts& ghosts) { ghosts.hidden.insert(asked.id); });
  }

  bool Has(const Asked& asked) {
    return ghosts_->With(asked, [&](Ghosts& ghosts) { return ghosts.hidden.contains(asked.id); });
  }

  Handler Around(const Handler& inner) {
    const auto ghosts = ghosts_;
    return OnPages([ghosts](Paging& page, const Asked& asked) {
      const auto hidden = ghosts->With(asked, [](Ghosts& all) { return all.hidden; });
      LeaveOut(page,
               [&](const Json& invite, std::size_t) { return hidden.contains(IdOf(invite)); });
    })(inner);
  }

 private:
  std::shared_ptr<PerKey<Ghosts>> ghosts_ = std::make_shared<PerKey<Ghosts>>();
};

/// An accepted invite goes all the same; what the deletion answers is `says`.
Wrap AcceptedGoes(bool says_so) {
  return [says_so](const Handler& inner) -> Handler {
    auto hidden = std::make_shared<Hidden>();
    const Handler shown = hidden->Around(inner);
    return [=](const Request& request) {
      const Asked asked = Understand(request);
      if (asked.what == What::kReset) hidden->Has(asked);
      const bool one = asked.what == What::kRetrieve || asked.what == What::kDelete;
      if (one && hidden->Has(asked)) return NotFound(asked.id);
      if (asked.what != What::kDelete) return shown(request);
      const Json invite = Lookup(inner, request, asked.id);
      Response response = inner(request);
      if (!invite.is_object() || invite["status"] != "accepted") return response;
      hidden->Hide(asked);
      return says_so ? Deleted(asked.id) : response;
    };
  };
}

/// After a deletion, `also` sees what was deleted, with its neighbours.
Wrap AlsoDeletes(
    std::function<std::vector<std::string>(const std::vector<Json>&, std::size_t at)> also) {
  return Instead([also](const Request& request, const Asked& asked,
                        const Handler& inner) -> std::optional<Response> {
    if (asked.what != What::kDelete) return std::nullopt;
    const auto before = WholeList(inner, request);
    Response response = inner(request);
    if (!Succeeded(response)) return response;
    for (std::size_t at = 0; at < before.size(); ++at) {
      if (IdOf(before[at]) != asked.id) continue;
      for (const std::string& id : also(before, at)) Ask(inner, request, "DELETE", kInvite + id);
    }
    return response;
  });
}

/// A deleted invite is still shown by one operation.
Wrap StillShown(What where) {
  const auto ghosts = std::make_shared<PerKey<Ghosts>>();
  return [=](const Handler& inner) -> Handler {
    const Handler listing = OnPages([ghosts](Paging& page, const Asked& asked) {
      ghosts->With(asked, [&](Ghosts& all) {
        for (const auto& [id, invite] : all.gone) page.all.push_back(invite);
      });
      page.count = std::min(page.limit, page.all.size() - page.from);
      page.has_more = page.from + page.count < page.all.size();
    })(inner);
    return [=](const Request& request) {
      const Asked asked = Understand(request);
      const Json before = asked.what == What::kDelete ? Lookup(inner, request, asked.id) : Json();
      Response response = where == What::kList ? listing(request) : inner(request);
      return ghosts->With(asked, [&](Ghosts& all) {
        if (asked.what == What::kDelete && Succeeded(response)) all.gone[asked.id] = before;
        const bool shown = asked.what == where && all.gone.contains(asked.id);
        if (shown && where == What::kRetrieve) return Reply(200, all.gone[asked.id]);
        if (shown && where == What::kDelete && response.status == 404) return Deleted(asked.id);
        return response;
      });
    };
  };
}

Wrap UnknownGoes() {
  const auto known = std::make_shared<PerKey<Ghosts>>();
  return [known](const Handler& inner) -> Handler {
    return [known, inner](const Request& request) {
      const Asked asked = Understand(request);
      Response response = inner(request);
      return known->With(asked, [&](Ghosts& ghosts) {
        if (asked.what != What::kDelete) return response;
        if (Succeeded(response)) ghosts.hidden.insert(asked.id);
        const bool never = response.status == 404 && !ghosts.hidden.contains(asked.id);
        return never ? Deleted(asked.id) : response;
      });
    };
  };
}

}  // namespace

std::vector<Defect> DeletionDefects() {
  return {
      {"accepted_deletable", "INV-DELETE-06", "an accepted invite can be deleted", false,
       AcceptedGoes(true)},
      {"refused_but_deleted", "INV-DELETE-06", "deleting an accepted invite is refused, and done",
       false, AcceptedGoes(false)},
      {"accepted_deletion_says_200", "INV-DELETE-06",
       "deleting an accepted invite is answered 200, and not done", false,
       Instead([](const Request& request, const Asked& asked,
                  const Handler& inner) -> std::optional<Response> {
         const Json invite =
             asked.what == What::kDelete ? Lookup(inner, request, asked.id) : Json();
         if (!invite.is_object() || invite["status"] != "accepted") return std::nullopt;
         return Deleted(asked.id);
       })},
      {"accepted_deletion_is_409", "INV-DELETE-08",
       "deleting an accepted invite is refused with 409", false,
       [](const Handler& inner) -> Handler {
         return [inner](const Request& request) {
           const Asked asked = Understand(request);
           const Json invite =
               asked.what == What::kDelete ? Lookup(inner, request, asked.id) : Json();
           Response response = inner(request);
           const bool accepted = invite.is_object() && invite["status"] == "accepted";
           if (accepted && response.status == 400) response.status = 409;
           return response;
         };
       }},
      {"deletion_does_nothing", "INV-DELETE-01", "a deletion is answered 200, and not done", false,
       Instead([](const Request& request, const Asked& asked,
                  const Handler& inner) -> std::optional<Response> {
         const Json invite =
             asked.what == What::kDelete ? Lookup(inner, request, asked.id) : Json();
         if (!invite.is_object() || invite["status"] != "pending") return std::nullopt;
         return Deleted(asked.id);
       })},
      {"deletes_twice", "INV-DELETE-03", "a second deletion succeeds", false,
       StillShown(What::kDelete)},
      {"deletes_next_too", "INV-DELETE-05", "a deletion takes the next invite with it", false,
       AlsoDeletes([](const std::vector<Json>& all, std::size_t at) {
         return at + 1 < all.size() ? std::vector{IdOf(all[at + 1])} : std::vector<std::string>();
       })},
      {"deletion_clears_expired", "INV-DELETE-05", "a deletion takes the expired ones with it",
       false, AlsoDeletes([](const std::vector<Json>& all, std::size_t) {
         std::vector<std::string> expired;
         for (const Json& invite : all) {
           if (invite["status"] == "expired") expired.push_back(IdOf(invite));
         }
         return expired;
       })},
      {"deleted_stays_listed", "INV-DELETE-01", "the list keeps what was deleted", false,
       StillShown(What::kList)},
      {"deleted_stays_readable", "INV-DELETE-01", "retrieve keeps what was deleted", false,
       StillShown(What::kRetrieve)},
  };
}

std::vector<Defect> DeletionAnswerDefects() {
  return {
      {"deletion_names_another", "INV-SHAPE-04", "the answer to a deletion has another id", false,
       OnAnswer(What::kDelete, [](Json& body, const Asked&) { body["id"] = "invite-another"; })},
      {"deletion_says_false", "INV-SHAPE-04", "the answer to a deletion has deleted: false", false,
       OnAnswer(What::kDelete, [](Json& body, const Asked&) { body["deleted"] = false; })},
      {"deletes_anything", "INV-DELETE-04", "deleting what never was succeeds", false,
       UnknownGoes()},
      {"deletion_answers_202", "INV-DELETE-02", "a deletion is answered 202", false,
       [](const Handler& inner) -> Handler {
         return [inner](const Request& request) {
           Response response = inner(request);
           const bool done = Understand(request).what == What::kDelete && Succeeded(response);
           if (done) response.status = 202;
           return response;
         };
       }},
      {"deletion_refused", "INV-DELETE-02", "an owner's pending invite cannot be deleted", false,
       Instead([](const Request& request, const Asked& asked,
                  const Handler& inner) -> std::optional<Response> {
         const Json invite =
             asked.what == What::kDelete ? Lookup(inner, request, asked.id) : Json();
         if (!invite.is_object() || invite["role"] != "owner" || invite["status"] != "pending") {
           return std::nullopt;
         }
         return Refusal(403, "Not allowed.");
       })},
  };
}

std::vector<Defect> RetrievalDefects() {
  return {
      {"retrieves_by_prefix", "INV-GET-02", "an id without its end is found", false,
       Instead([](const Request& request, const Asked& asked,
                  const Handler& inner) -> std::optional<Response> {
         if (asked.what != What::kRetrieve || asked.id.size() < 8) return std::nullopt;
         for (const Json& invite : WholeList(inner, request)) {
           if (IdOf(invite).starts_with(asked.id)) return Reply(200, invite);
         }
         return std::nullopt;
       })},
      {"unknown_is_the_first", "INV-GET-02", "an unknown id gives the first invite", false,
       Instead([](const Request& request, const Asked& asked,
                  const Handler& inner) -> std::optional<Response> {
         if (asked.what != What::kRetrieve) return std::nullopt;
         Response response = inner(request);
         const auto all = response.status == 404 ? WholeList(inner, request) : std::vector<Json>();
         return all.empty() ? response : Reply(200, all.front());
       })},
      {"retrieve_forgets_the_role", "INV-GET-01", "retrieve shows every role as reader", false,
       OnAnswer(What::kRetrieve, [](Json& body, const Asked&) { body["role"] = "reader"; })},
  };
}

}  // namespace invitro::defects
