// Accepting, expiring, time.

#include <set>

#include "defects/defect.h"
#include "defects/toolkit.h"

namespace invitro::defects {
namespace {

struct Fates {
  std::set<std::string> commanded;  // expired by the control plane
  std::set<std::string> marked;
};

using Shared = std::shared_ptr<PerKey<Fates>>;

/// Alters each invite that is shown, knowing what was done to it.
Wrap OnFates(std::function<void(Json& invite, Fates& fates, const Asked& asked)> alter) {
  const Shared fates = std::make_shared<PerKey<Fates>>();
  return [=](const Handler& inner) -> Handler {
    return [=](const Request& request) {
      const Asked asked = Understand(request);
      Response response = inner(request);
      Json body = Succeeded(response) ? BodyOf(response) : Json();
      fates->With(asked, [&](Fates& known) {
        if (asked.what == What::kExpire && Succeeded(response)) known.commanded.insert(asked.id);
        if (!body.is_object()) return;
        const std::string kind = body.value("object", std::string());
        if (kind == "organization.invite") alter(body, known, asked);
        if (kind == "list") {
          for (Json& invite : body["data"]) alter(invite, known, asked);
        }
        if (kind == "list" || kind == "organization.invite") response.body = body.dump();
      });
      return response;
    };
  };
}

/// An invite shows as expired so many seconds too soon.
Wrap ExpiresEarly(std::int64_t seconds) {
  return [seconds](const Handler& inner) -> Handler {
    return [seconds, inner](const Request& request) {
      const Json clock = BodyOf(Ask(inner, request, "GET", "/_mock/clock"));
      if (!clock.is_object() || !clock.contains("now")) return inner(request);
      const std::int64_t now = clock["now"].get<std::int64_t>();
      return OnInvites([=](Json& invite) {
        const bool soon = invite["expires_at"].is_number() &&
                          invite["expires_at"].get<std::int64_t>() - seconds <= now;
        if (soon && invite["status"] == "pending") invite["status"] = "expired";
      })(inner)(request);
    };
  };
}

/// A status that accept or expire refuses is given all the same.
Wrap ChangesAll(What call, const std::string& from, const std::string& to) {
  const Shared fates = std::make_shared<PerKey<Fates>>();
  return [=](const Handler& inner) -> Handler {
    return [=](const Request& request) {
      const Asked asked = Understand(request);
      Response response = inner(request);
      const Json invite =
          asked.what == call && response.status == 409 ? Lookup(inner, request, asked.id) : Json();
      if (invite.is_object() && invite["status"] == from) {
        fates->With(asked, [&](Fates& known) { known.marked.insert(asked.id); });
        Json changed = invite;
        changed["status"] = to;
        if (to == "accepted") changed["accepted_at"] = changed["created_at"];
        return Reply(200, changed);
      }
      const std::set<std::string> marked =
          fates->With(asked, [](Fates& known) { return known.marked; });
      if (marked.empty()) return response;
      const Handler same = [&response](const Request&) { return response; };
      return OnInvites([&](Json& each) {
        if (marked.contains(IdOf(each))) each["status"] = to;
      })(same)(request);
    };
  };
}

Wrap AcceptsNextToo() {
  return Instead([](const Request& request, const Asked& asked,
                    const Handler& inner) -> std::optional<Response> {
    if (asked.what != What::kAccept) return std::nullopt;
    const auto all = WholeList(inner, request);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      if (IdOf(all[i]) != asked.id) continue;
      Ask(inner, request, "POST", "/_mock/invites/" + IdOf(all[i + 1]) + "/accept");
    }
    return std::nullopt;
  });
}

}  // namespace

std::vector<Defect> LifeDefects() {
  constexpr std::int64_t kEarly = 120;
  return {
      {"owners_begin_accepted", "INV-LIFE-01",
       "an owner's invite shows as accepted when it is first retrieved", false,
       OnFates([](Json& invite, Fates& fates, const Asked& asked) {
         if (asked.what == What::kCreate) return;
         const bool first = fates.marked.insert(IdOf(invite)).second;
         const bool fresh = first && invite["role"] == "owner" && invite["status"] == "pending";
         if (fresh && asked.what == What::kRetrieve) invite["status"] = "accepted";
       })},
      {"never_expires", "INV-LIFE-04", "time does not expire an invite", false,
       OnFates([](Json& invite, Fates& fates, const Asked&) {
         if (invite["status"] == "expired" && !fates.commanded.contains(IdOf(invite))) {
           invite["status"] = "pending";
         }
       })},
      {"expires_early", "INV-LIFE-04", "an invite expires two minutes before its time", false,
       ExpiresEarly(kEarly)},
      {"list_revives_expired", "INV-LIFE-06", "once listed, an expired invite is pending", false,
       OnFates([](Json& invite, Fates& fates, const Asked& asked) {
         if (invite["status"] != "expired") return;
         if (asked.what == What::kList) fates.marked.insert(IdOf(invite));
         if (asked.what == What::kRetrieve && fates.marked.contains(IdOf(invite))) {
           invite["status"] = "pending";
         }
       })},
      {"accepts_expired", "INV-LIFE-06", "an expired invite can be accepted", false,
       ChangesAll(What::kAccept, "expired", "accepted")},
      {"expires_accepted", "INV-LIFE-06", "an accepted invite can expire", false,
       ChangesAll(What::kExpire, "accepted", "expired")},
      {"accepts_next_too", "INV-LIFE-02", "accepting one invite accepts the next", false,
       AcceptsNextToo()},
      {"accepted_at_missing", "INV-LIFE-02", "an accepted invite has no accepted_at", false,
       OnInvites([](Json& invite) { invite["accepted_at"] = nullptr; })},
      {"accepted_before_created", "INV-LIFE-02", "accepted_at is before created_at", false,
       OnInvites([](Json& invite) {
         if (!invite["accepted_at"].is_null()) {
           invite["accepted_at"] = invite["created_at"].get<std::int64_t>() - 1;
         }
       })},
      {"accepted_at_moves", "INV-LIFE-02", "accepted_at changes after it was set", false,
       OnFates([](Json& invite, Fates&, const Asked& asked) {
         if (invite["accepted_at"].is_number() && asked.what == What::kRetrieve) {
           invite["accepted_at"] = invite["accepted_at"].get<std::int64_t>() + 1;
         }
       })},
      {"expired_before_created", "INV-LIFE-03", "expiring sets expires_at before created_at", false,
       OnInvites([](Json& invite) {
         if (invite["status"] == "expired") {
           invite["expires_at"] = invite["created_at"].get<std::int64_t>() - 1;
         }
       })},
      {"accept_is_not_seen", "INV-LIFE-02", "retrieve shows an accepted invite as pending", false,
       OnFates([](Json& invite, Fates&, const Asked& asked) {
         const bool accepted = invite["status"] == "accepted";
         if (accepted && asked.what == What::kRetrieve) invite["status"] = "pending";
       })},
  };
}

}  // namespace invitro::defects
