// Check, then act: right as long as requests come one by one.

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "defects/defect.h"
#include "defects/toolkit.h"

namespace invitro::defects {
namespace {

/// Between the check and the act others get their turn, as they do where that is a database.
void Window() {
  constexpr auto kLong = std::chrono::microseconds(400);
  std::this_thread::sleep_for(kLong);
}

/// Whether an invite is pending is checked, then it is changed whatever it is by then: the answer
/// is that of a success.
Wrap ChecksThenActs(What what) {
  return Instead([what](const Request& request, const Asked& asked,
                        const Handler& inner) -> std::optional<Response> {
    if (asked.what != what) return std::nullopt;
    const Json invite = Lookup(inner, request, asked.id);
    if (!invite.is_object() || invite["status"] != "pending") return std::nullopt;
    Window();
    Response response = inner(request);
    const bool for_its_key = response.status == 401 || response.status == 403;
    if (Succeeded(response) || for_its_key) return response;
    if (what == What::kDelete) return Deleted(asked.id);
    Json accepted = invite;
    accepted["status"] = "accepted";
    accepted["accepted_at"] = accepted["created_at"];
    return Reply(200, accepted);
  });
}

/// The first half of a page is read before the second.
Wrap ListsInTwoSteps() {
  return Instead([](const Request& request, const Asked& asked,
                    const Handler& inner) -> std::optional<Response> {
    if (asked.what != What::kList || asked.query.contains("after")) return std::nullopt;
    Response whole = inner(request);
    Json page = whole.status == 200 ? BodyOf(whole) : Json();
    if (!page.is_object() || page["data"].size() < 2) return whole;
    const std::size_t half = page["data"].size() / 2;
    Window();
    const Json later = BodyOf(inner(request));
    if (!later.is_object() || !later.contains("data")) return whole;
    // What was read first stays as it was; the rest is as it is now.
    Json data = Json::array();
    std::set<std::string> seen;
    for (std::size_t i = 0; i < half; ++i) {
      data.push_back(page["data"][i]);
      seen.insert(IdOf(page["data"][i]));
    }
    std::set<std::string> rest;
    for (std::size_t i = half; i < page["data"].size(); ++i) rest.insert(IdOf(page["data"][i]));
    for (const Json& invite : later["data"]) {
      if (rest.contains(IdOf(invite))) data.push_back(invite);
    }
    page["data"] = data;
    page["first_id"] = data.empty() ? Json() : Json(IdOf(data.front()));
    page["last_id"] = data.empty() ? Json() : Json(IdOf(data.back()));
    return Reply(200, page);
  });
}

/// Two creations that overlap get the id of the first.
Wrap OneIdForTwo() {
  struct Busy {
    int makers = 0;
    std::string id;
  };
  const auto busy = std::make_shared<PerKey<Busy>>();
  return Instead([busy](const Request& request, const Asked& asked,
                        const Handler& inner) -> std::optional<Response> {
    if (asked.what != What::kCreate) return std::nullopt;
    busy->With(asked, [](Busy& now) {
      if (now.makers++ == 0) now.id.clear();
    });
    Window();
    Response response = inner(request);
    busy->With(asked, [&](Busy& now) {
      --now.makers;
      if (!Succeeded(response)) return;
      Json body = BodyOf(response);
      if (now.id.empty()) {
        now.id = IdOf(body);
      } else {
        body["id"] = now.id;
        response.body = body.dump();
      }
    });
    return response;
  });
}

/// Checks whether the address has an invite, and then creates one even if another request did so
/// meanwhile.
Wrap TwoInvitesForOneAddress() {
  return Instead([](const Request& request, const Asked& asked,
                    const Handler& inner) -> std::optional<Response> {
    Json body = asked.what == What::kCreate ? Json::parse(request.body, nullptr, false) : Json();
    const Json email = body.is_object() ? body.value("email", Json()) : Json();
    if (!email.is_string()) return std::nullopt;
    for (const Json& invite : WholeList(inner, request)) {
      if (invite["email"] == email) return std::nullopt;
    }
    Window();
    Response response = inner(request);
    if (response.status != 400) return response;
    body["email"] = "again+" + email.get<std::string>();
    Response second = Ask(inner, request, "POST", std::string(request.target), body.dump());
    Json invite = BodyOf(second);
    if (!Succeeded(second) || !invite.is_object()) return response;
    invite["email"] = email;
    return Reply(second.status, invite);
  });
}

}  // namespace

std::vector<Defect> RaceDefects() {
  return {
      {"deletes_what_was_just_accepted", "INV-RACE-01",
       "a deletion that overlaps an acceptance says that it succeeded", true,
       ChecksThenActs(What::kDelete)},
      {"accepts_what_was_just_deleted", "INV-RACE-01",
       "an acceptance that overlaps a deletion says that it succeeded", true,
       ChecksThenActs(What::kAccept)},
      {"lists_in_two_steps", "INV-RACE-01", "half of a page is older than the other half", true,
       ListsInTwoSteps()},
      {"one_id_for_two", "INV-RACE-01", "two creations that overlap get one id", true,
       OneIdForTwo()},
      {"two_invites_for_one_address", "INV-RACE-01",
       "two creations of one address that overlap both succeed", true, TwoInvitesForOneAddress()},
  };
}

}  // namespace invitro::defects
