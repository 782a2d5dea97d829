// Servers that refuse a request and still change something.

#include <algorithm>

#include "defects/mutants/mutant.h"

namespace invitro::defects {
namespace {

constexpr const char* kInvites = "/v1/organization/invites";

/// A kind of refused request.
struct Occasion {
  const char* name;
  const char* rules;
  std::function<bool(const Request&, const Asked&, const Json& body, const Response&)> is;
};

bool Has(const Response& response, int status) { return response.status == status; }

bool Lacks(const Json& body, const char* field) {
  return !body.is_object() || !body.contains(field);
}

bool IsText(const Json& body, const char* field) {
  return !Lacks(body, field) && body[field].is_string();
}

bool GoodRole(const Json& body) {
  return IsText(body, "role") && (body["role"] == "reader" || body["role"] == "owner");
}

bool GoodEmail(const Json& body) { return IsText(body, "email"); }

bool GoodProjects(const Json& body) {
  if (Lacks(body, "projects") || body["projects"].is_null()) return true;
  if (!body["projects"].is_array()) return false;
  return std::all_of(body["projects"].begin(), body["projects"].end(), [](const Json& each) {
    return IsText(each, "id") && IsText(each, "role") &&
           (each["role"] == "member" || each["role"] == "owner");
  });
}

bool Good(const Json& body) { return GoodRole(body) && GoodEmail(body) && GoodProjects(body); }

bool IsCreation(const Asked& asked, const Response& response) {
  return asked.what == What::kCreate && response.status == 400;
}

const std::vector<Occasion>& Occasions() {
  static const std::vector<Occasion> all = {
      {"bad_role", "INV-CREATE-12",
       [](const Request&, const Asked& asked, const Json& body, const Response& response) {
         return IsCreation(asked, response) && IsText(body, "role") && !GoodRole(body);
       }},
      {"role_of_another_type", "INV-CREATE-11 INV-CREATE-12",
       [](const Request&, const Asked& asked, const Json& body, const Response& response) {
         return IsCreation(asked, response) && !Lacks(body, "role") && !IsText(body, "role");
       }},
      {"no_role", "INV-CREATE-10 INV-CREATE-12",
       [](const Request&, const Asked& asked, const Json& body, const Response& response) {
         return IsCreation(asked, response) && body.is_object() && Lacks(body, "role");
       }},
      {"no_email", "INV-CREATE-10 INV-CREATE-12",
       [](const Request&, const Asked& asked, const Json& body, const Response& response) {
         return IsCreation(asked, response) && body.is_object() && Lacks(body, "email");
       }},
      {"bad_projects", "INV-CREATE-13 INV-CREATE-11 INV-CREATE-12",
       [](const Request&, const Asked& asked, const Json& body, const Response& response) {
         return IsCreation(asked, response) && GoodEmail(body) && GoodRole(body) &&
                !GoodProjects(body);
       }},
      {"no_json", "INV-CREATE-09 INV-CREATE-12",
       [](const Request& request, const Asked& asked, const Json&, const Response& response) {
         return IsCreation(asked, response) && !Json::accept(request.body);
       }},
      {"duplicate", "INV-CREATE-08",
       [](const Request&, const Asked& asked, const Json& body, const Response& response) {
         return IsCreation(asked, response) && Good(body);
       }},
      {"accepted_deletion", "INV-DELETE-06",
       [](const Request&, const Asked& asked, const Json&, const Response& response) {
         return asked.what == What::kDelete && Has(response, 400);
       }},
      {"unknown_deletion", "INV-DELETE-04 INV-DELETE-05 INV-DELETE-03",
       [](const Request&, const Asked& asked, const Json&, const Response& response) {
         return asked.what == What::kDelete && Has(response, 404);
       }},
      {"bad_limit", "INV-PAGE-12 INV-PAGE-03",
       [](const Request&, const Asked& asked, const Json&, const Response& response) {
         return asked.what == What::kList && Has(response, 400);
       }},
      {"unknown_cursor", "INV-PAGE-10 INV-PAGE-11",
       [](const Request&, const Asked& asked, const Json&, const Response& response) {
         return asked.what == What::kList && Has(response, 404);
       }},
      {"unknown_retrieval", "INV-GET-02",
       [](const Request&, const Asked& asked, const Json&, const Response& response) {
         return asked.what == What::kRetrieve && Has(response, 404);
       }},
  };
  return all;
}

/// The change that is made in spite of the refusal.
using Act = std::function<void(const Handler& inner, const Request& request, const Json& body)>;

Wrap RefusesAndActs(const Occasion& occasion, const Act& act) {
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    Response response = inner(request);
    const Json body = Json::parse(request.body, nullptr, false);
    if (occasion.is(request, asked, body, response)) act(inner, request, body);
    return response;
  });
}

std::string EmailOf(const Json& body) {
  return GoodEmail(body) ? body["email"].get<std::string>() : "machine@example.com";
}

void Make(const Handler& inner, const Request& request, const std::string& email) {
  const Json body = {{"email", email}, {"role", "reader"}, {"projects", Json::array()}};
  Ask(inner, request, "POST", kInvites, body.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Store(const Handler& inner, const Request& request, const Json& body) {
  Make(inner, request, EmailOf(body));
}

void Remove(const Handler& inner, const Request& request, const std::vector<Json>& all,
            std::size_t place) {
  if (place >= all.size()) return;
  Ask(inner, request, "DELETE", std::string(kInvites) + "/" + IdOf(all[place]));
}

void LoseOldest(const Handler& inner, const Request& request, const Json&) {
  Remove(inner, request, WholeList(inner, request), 0);
}

void LoseNewest(const Handler& inner, const Request& request, const Json&) {
  const auto all = WholeList(inner, request);
  if (!all.empty()) Remove(inner, request, all, all.size() - 1);
}

/// Deletes the invite of the address and creates it again.
void Replace(const Handler& inner, const Request& request, const Json& body) {
  const auto all = WholeList(inner, request);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].value("email", std::string()) != EmailOf(body)) continue;
    Remove(inner, request, all, i);
    return Make(inner, request, EmailOf(body));
  }
}

/// Refuses the address of a refused creation from then on.
Wrap Reserves(const Occasion& occasion) {
  const auto reserved = std::make_shared<PerKey<std::vector<std::string>>>();
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    const Json body = Json::parse(request.body, nullptr, false);
    if (asked.what == What::kReset) reserved->With(asked, [](auto&) {});
    if (asked.what != What::kCreate || !GoodEmail(body)) return std::nullopt;
    return reserved->With(asked, [&](std::vector<std::string>& all) -> std::optional<Response> {
      if (std::find(all.begin(), all.end(), EmailOf(body)) != all.end()) {
        return Refusal(400, "The address has been invited.");
      }
      Response response = inner(request);
      if (occasion.is(request, asked, body, response)) all.push_back(EmailOf(body));
      return response;
    });
  });
}

/// Shows the role of the refused duplicate in the earlier invite.
Wrap TakesTheRole() {
  const auto roles = std::make_shared<PerKey<std::map<std::string, Json>>>();
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    Response response = inner(request);
    const Json body = Json::parse(request.body, nullptr, false);
    return roles->With(asked, [&](std::map<std::string, Json>& by_email) {
      if (IsCreation(asked, response) && Good(body)) by_email[EmailOf(body)] = body["role"];
      if (asked.what != What::kRetrieve || !Succeeded(response)) return response;
      Json invite = BodyOf(response);
      const auto it = by_email.find(invite.value("email", std::string()));
      if (it != by_email.end()) invite["role"] = it->second;
      response.body = invite.dump();
      return response;
    });
  });
}

}  // namespace

std::vector<Mutant> RefusalMutants() {
  std::vector<Mutant> all;
  const std::vector<std::pair<const char*, Act>> acts = {
      {"stored", Store}, {"oldest_lost", LoseOldest}, {"newest_lost", LoseNewest}};
  for (const Occasion& occasion : Occasions()) {
    const std::string name = std::string("refused.") + occasion.name + ".";
    const std::string rules = std::string(occasion.rules) + " INV-DELETE-05";
    for (const auto& [act, does] : acts) {
      all.push_back({name + act, rules, RefusesAndActs(occasion, does)});
    }
    const bool creation = std::string_view(occasion.rules).starts_with("INV-CREATE");
    const bool duplicate = std::string_view(occasion.name) == "duplicate";
    const bool names_address = std::string_view(occasion.name) != "no_json" &&
                               std::string_view(occasion.name) != "no_email";
    if (creation && names_address && !duplicate) {
      all.push_back({name + "address_reserved", rules + " INV-CREATE-01", Reserves(occasion)});
    }
    if (duplicate) {
      all.push_back({name + "replaced", rules, RefusesAndActs(occasion, Replace)});
      all.push_back({name + "role_taken", rules, TakesTheRole()});
    }
  }
  return all;
}

}  // namespace invitro::defects
