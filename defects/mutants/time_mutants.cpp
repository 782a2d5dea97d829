// Servers whose timestamps or states change when they should not, or a second too early.

#include "defects/mutants/mutant.h"

namespace invitro::defects {
namespace {

struct Side {
  const char* name;
  bool retrieved, listed;
};

constexpr Side kSides[] = {
    {"everywhere", true, true}, {"retrieved", true, false}, {"listed", false, true}};

using Alter = std::function<void(Json& invite, std::int64_t now)>;

std::int64_t Number(const Json& invite, const char* field) {
  const auto it = invite.find(field);
  return it != invite.end() && it->is_number() ? it->get<std::int64_t>() : 0;
}

std::int64_t Clock(const Handler& inner, const Request& request) {
  return Number(BodyOf(Ask(inner, request, "GET", "/_mock/clock")), "now");
}

/// Alters the invites that are read. `alter` gets the time of the organization's clock.
Wrap OnRead(const Side& side, const Alter& alter) {
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    const bool one = asked.what == What::kRetrieve && side.retrieved;
    const bool list = asked.what == What::kList && side.listed;
    if (!one && !list) return std::nullopt;
    Response response = inner(request);
    Json body = BodyOf(response);
    if (!Succeeded(response) || !body.is_object()) return response;
    const std::int64_t now = Clock(inner, request);
    if (one) alter(body, now);
    if (list) {
      for (Json& invite : body["data"]) alter(invite, now);
    }
    response.body = body.dump();
    return response;
  });
}

bool Is(const Json& invite, const char* status) {
  return invite.value("status", std::string()) == status;
}

void Later(Json& invite, const char* field, std::int64_t seconds) {
  if (Number(invite, field) != 0) invite[field] = Number(invite, field) + seconds;
}

/// `seconds` < 0: shows the invite as expired that long before its end. > 0: shows it as pending
/// that long after its end.
Alter Expires(std::int64_t seconds) {
  return [seconds](Json& invite, std::int64_t now) {
    const std::int64_t end = Number(invite, "expires_at");
    if (end == 0) return;
    if (seconds < 0 && Is(invite, "pending") && now >= end + seconds) invite["status"] = "expired";
    if (seconds > 0 && Is(invite, "expired") && now >= end && now < end + seconds) {
      invite["status"] = "pending";
    }
  };
}

using Changes = std::vector<std::tuple<std::string, std::string, Alter>>;

Changes OfStates() {
  constexpr std::int64_t kDay = 86'400;
  return {
      {"expired_a_second_early", "INV-LIFE-04", Expires(-1)},
      {"expired_a_minute_early", "INV-LIFE-04", Expires(-60)},
      {"expired_an_hour_early", "INV-LIFE-04", Expires(-3'600)},
      {"expired_a_day_early", "INV-LIFE-04", Expires(-kDay)},
      {"expired_a_fortnight_late", "INV-LIFE-04", Expires(14 * kDay)},
      {"accepted_is_expired_later", "INV-LIFE-06",
       [](Json& invite, std::int64_t now) {
         if (Is(invite, "accepted") && now > Number(invite, "expires_at")) {
           invite["status"] = "expired";
         }
       }},
      {"accepted_is_pending_later", "INV-LIFE-06 INV-LIFE-02",
       [](Json& invite, std::int64_t now) {
         if (Is(invite, "accepted") && now > Number(invite, "expires_at")) {
           invite["status"] = "pending";
         }
       }},
  };
}

Changes OfTheRest() {
  constexpr std::int64_t kWeek = 7 * 86'400;
  return {
      {"acceptance_moves_the_end", "INV-LIFE-03 INV-LIFE-02 INV-CREATE-04",
       [](Json& invite, std::int64_t) {
         if (Is(invite, "accepted")) Later(invite, "expires_at", 60);
       }},
      {"acceptance_moves_the_beginning", "INV-LIFE-02 INV-CREATE-04 INV-GET-01 INV-PAGE-14",
       [](Json& invite, std::int64_t) {
         if (!Is(invite, "accepted")) return;
         Later(invite, "created_at", 1);
         Later(invite, "invited_at", 1);
       }},
      {"acceptance_clears_the_end", "INV-LIFE-03 INV-LIFE-02 INV-CREATE-04",
       [](Json& invite, std::int64_t) {
         if (Is(invite, "accepted")) invite["expires_at"] = nullptr;
       }},
      {"acceptance_makes_an_owner", "INV-LIFE-02 INV-GET-01 INV-PAGE-14 INV-CREATE-02",
       [](Json& invite, std::int64_t) {
         if (Is(invite, "accepted")) invite["role"] = "owner";
       }},
      {"acceptance_drops_projects", "INV-LIFE-02 INV-GET-01 INV-PAGE-14 INV-CREATE-05",
       [](Json& invite, std::int64_t) {
         if (Is(invite, "accepted")) invite["projects"] = Json::array();
       }},
      {"accepted_at_is_the_time_of_reading", "INV-LIFE-02",
       [](Json& invite, std::int64_t now) {
         if (Is(invite, "accepted")) invite["accepted_at"] = now;
       }},
      {"accepted_at_is_lost", "INV-LIFE-02",
       [](Json& invite, std::int64_t) {
         if (Is(invite, "accepted")) invite["accepted_at"] = nullptr;
       }},
      {"expiry_moves_the_end", "INV-LIFE-03 INV-LIFE-04 INV-CREATE-04",
       [](Json& invite, std::int64_t now) {
         if (Is(invite, "expired")) invite["expires_at"] = now;
       }},
      {"expiry_makes_a_reader", "INV-LIFE-04 INV-GET-01 INV-PAGE-14 INV-CREATE-02",
       [](Json& invite, std::int64_t) {
         if (Is(invite, "expired")) invite["role"] = "reader";
       }},
      {"expiry_drops_projects", "INV-LIFE-04 INV-GET-01 INV-PAGE-14 INV-CREATE-05",
       [](Json& invite, std::int64_t) {
         if (Is(invite, "expired")) invite["projects"] = Json::array();
       }},
      {"the_end_moves_with_time", "INV-LIFE-03 INV-CREATE-04",
       [](Json& invite, std::int64_t now) {
         if (Is(invite, "pending") && Number(invite, "expires_at") > 0) {
           invite["expires_at"] = now + kWeek;
         }
       }},
  };
}

}  // namespace

std::vector<Mutant> TimeMutants() {
  Changes changes = OfStates();
  for (auto& each : OfTheRest()) changes.push_back(std::move(each));
  std::vector<Mutant> all;
  for (const auto& [name, rules, alter] : changes) {
    for (const Side& side : kSides) {
      all.push_back(
          {"time." + name + "." + side.name, rules + " INV-PAGE-14", OnRead(side, alter)});
    }
  }
  return all;
}

}  // namespace invitro::defects
