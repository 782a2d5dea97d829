// Correct servers that differ from the twin. A suite that calls one of them broken is wrong.

#include <algorithm>

#include "defects/lets_in.h"
#include "defects/mutants/mutant.h"
#include "defects/mutants/text.h"

namespace invitro::defects {
namespace {

using OnBody = std::function<void(const Asked& asked, Response& response, Json& body)>;

/// Alters every response with a JSON object as body.
Wrap Shown(const OnBody& alter) {
  return Instead([alter](const Request& request, const Asked& asked,
                         const Handler& inner) -> std::optional<Response> {
    Response response = inner(request);
    Json body = BodyOf(response);
    if (asked.what == What::kOther || !body.is_object()) return response;
    alter(asked, response, body);
    return response;
  });
}

Wrap Rewritten(const std::function<void(Json& body)>& alter) {
  return Shown([alter](const Asked&, Response& response, Json& body) {
    alter(body);
    response.body = body.dump();
  });
}

Wrap WithHeader(const std::string& name, const std::string& value) {
  return Shown([=](const Asked&, Response& response, Json&) {
    response.headers.push_back({name, value});
  });
}

/// Refuses create requests whose body `fits`, and names `field`.
Wrap Refuses(int status, const std::string& field,
             const std::function<bool(const Request&, const Json& body)>& fits) {
  return Instead(
      [=](const Request& request, const Asked& asked, const Handler&) -> std::optional<Response> {
        if (asked.what != What::kCreate) return std::nullopt;
        const Json body = Json::parse(request.body, nullptr, false);
        if (!fits(request, body)) return std::nullopt;
        return Refusal(status, "Invalid " + field + ".");
      });
}

Wrap RefusesAddresses(const std::function<bool(const std::string&)>& fits) {
  return Refuses(400, "email", [fits](const Request&, const Json& body) {
    const bool text = body.is_object() && body.contains("email") && body["email"].is_string();
    return text && fits(body["email"].get<std::string>());
  });
}

Wrap RefusesProjects(const std::function<bool(const Json& projects)>& fits) {
  return Refuses(400, "projects", [fits](const Request&, const Json& body) {
    const bool list = body.is_object() && body.contains("projects") && body["projects"].is_array();
    return list && fits(body["projects"]);
  });
}

bool Unknown(const Json& project) {
  const Json id = project.is_object() ? project.value("id", Json()) : Json();
  return id != "proj_a" && id != "proj_b";
}

bool AnyTwice(const Json& projects) {
  for (std::size_t i = 0; i < projects.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (projects[i] == projects[j]) return true;
    }
  }
  return false;
}

bool CouldBeAnId(const std::string& id) {
  return std::all_of(
             id.begin(), id.end(),
             [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; }) &&
         id.size() < 64;
}

/// Answers 400 to texts that cannot be ids.
Wrap BadIdsAre400() {
  return Instead([](const Request&, const Asked& asked, const Handler&) -> std::optional<Response> {
    const auto after = asked.query.find("after");
    const bool one = asked.what == What::kRetrieve || asked.what == What::kDelete;
    const bool bad =
        (one && !CouldBeAnId(asked.id)) ||
        (asked.what == What::kList && after != asked.query.end() && !CouldBeAnId(after->second));
    return bad && !asked.key.empty() && asked.key.find("sk-admin") != std::string::npos
               ? std::optional(Refusal(400, "That is no id."))
               : std::nullopt;
  });
}

Wrap UnknownKeysAre403() {
  return Instead(
      [](const Request& request, const Asked&, const Handler& inner) -> std::optional<Response> {
        Response response = inner(request);
        if (response.status == 401) response.status = 403;
        return response;
      });
}

bool Has(const std::string& text, const std::function<bool(unsigned char)>& is) {
  return std::any_of(text.begin(), text.end(),
                     [&](char c) { return is(static_cast<unsigned char>(c)); });
}

std::vector<Mutant> OfAnswers() {
  const auto each_invite = [](const std::function<void(Json&)>& alter) { return OnInvites(alter); };
  return {
      {"more_fields.invite", "", each_invite([](Json& i) {
         i["inviter"] = {{"id", "user-1"}};
       })},
      {"more_fields.everywhere", "", Rewritten([](Json& b) { b["trace"] = "abc"; })},
      {"more_fields.error", "", Rewritten([](Json& b) {
         if (b.contains("error") && b["error"].is_object()) b["error"]["hint"] = "Look again.";
       })},
      {"more_fields.project", "", each_invite([](Json& i) {
         for (Json& each : i["projects"]) each["name"] = "A project";
       })},
      {"error_names_things", "", Rewritten([](Json& b) {
         if (!b.contains("error") || !b["error"].is_object()) return;
         b["error"]["code"] = "some_code";
         b["error"]["param"] = "some_param";
       })},
      {"no_ends_of_the_page", "", Rewritten([](Json& b) {
         b.erase("first_id");
         b.erase("last_id");
       })},
      {"ends_are_null", "", Rewritten([](Json& b) {
         if (b.contains("first_id")) b["first_id"] = b["last_id"] = nullptr;
       })},
      {"fields_sorted", "", Rewritten([](Json& b) { b = nlohmann::json(b); })},
      {"indented", "", Shown([](const Asked&, Response& r, Json& b) { r.body = b.dump(2); })},
      {"ascii_escapes", "",
       Shown([](const Asked&, Response& r, Json& b) { r.body = b.dump(-1, ' ', true); })},
      {"charset_is_said", "", Shown([](const Asked&, Response& r, Json&) {
         r.content_type = "application/json; charset=utf-8";
       })},
      {"type_in_capitals", "",
       Shown([](const Asked&, Response& r, Json&) { r.content_type = "Application/JSON"; })},
      {"header.limits", "", WithHeader("x-ratelimit-remaining-requests", "99")},
      {"header.etag", "", WithHeader("ETag", "\"abc\"")},
      {"header.cookie", "", WithHeader("Set-Cookie", "a=b; HttpOnly")},
      {"creation_is_201", "", Shown([](const Asked& a, Response& r, Json&) {
         if (a.what == What::kCreate && r.status == 200) r.status = 201;
       })},
      {"keyless_is_403", "", UnknownKeysAre403()},
      {"bad_ids_are_400", "", BadIdsAre400()},
  };
}

std::vector<Mutant> OfRefusals() {
  const auto longer = [](std::size_t n) {
    return RefusesAddresses([n](const std::string& address) { return address.size() > n; });
  };
  return {
      {"refuses_addresses.beyond_254", "", longer(254)},
      {"refuses_addresses.beyond_100", "", longer(100)},
      {"refuses_addresses.beyond_ascii", "", RefusesAddresses([](const std::string& address) {
         return Has(address, [](unsigned char c) { return c >= 0x80U; });
       })},
      {"refuses_addresses.with_controls", "", RefusesAddresses([](const std::string& address) {
         return Has(address, [](unsigned char c) { return c < 0x20U; });
       })},
      {"refuses_addresses.with_blanks", "", RefusesAddresses([](const std::string& address) {
         return address.find(' ') != std::string::npos;
       })},
      {"refuses_addresses.of_unusual_letters", "", RefusesAddresses([](const std::string& address) {
         return Has(address, [](unsigned char c) {
           return std::isalnum(c) == 0 &&
                  std::string_view("@.+-_").find(static_cast<char>(c)) == std::string_view::npos;
         });
       })},
      {"refuses_addresses.in_capitals", "",
       RefusesAddresses([](const std::string& address) { return LowerCase(address) != address; })},
      {"refuses_projects.unknown", "", RefusesProjects([](const Json& projects) {
         return std::any_of(projects.begin(), projects.end(), Unknown);
       })},
      {"refuses_projects.beyond_10", "",
       RefusesProjects([](const Json& projects) { return projects.size() > 10; })},
      {"refuses_projects.twice", "", RefusesProjects(AnyTwice)},
      {"refuses_bodies.beyond_4_kib", "",
       Refuses(413, "body", [](const Request& r, const Json&) { return r.body.size() > 4096; })},
      {"refuses_bodies.of_another_type", "",
       Refuses(415, "type",
               [](const Request& r, const Json&) {
                 const std::string type(r.Header("content-type").value_or(""));
                 return !LowerCase(type).starts_with("application/json");
               })},
      {"refuses_bodies.in_words", "",
       Refuses(400, "body", [](const Request&, const Json& body) { return !body.is_object(); })},
  };
}

std::vector<Mutant> OfPolicies() {
  const std::vector<std::pair<const char*, const char*>> values = {
      {"list_order", "newest_first"},
      {"limit_below_range", "clamp"},
      {"limit_below_range", "default"},
      {"limit_above_range", "clamp"},
      {"limit_above_range", "default"},
      {"empty_limit", "reject"},
      {"empty_after", "reject"},
      {"repeated_parameter", "first"},
      {"repeated_parameter", "reject"},
      {"deleted_cursor", "keyset"},
      {"email_case", "distinct"},
      {"email_syntax", "plain"},
      {"delete_expired", "refuse"},
      {"expiry", "one_hour_late"},
      {"omitted_projects", "default_project"},
      {"null_projects", "reject"},
      {"unknown_fields", "reject"},
      {"optional_fields", "absent"},
      {"dialect", "created_at"},
      {"dialect", "invited_at"},
      {"time_to_live_seconds", "never"},
      {"time_to_live_seconds", "60"},
      {"id_prefix", "inv_"},
      {"permission_error_form", "envelope"}};
  std::vector<Mutant> all;
  for (const auto& [name, value] : values) {
    all.push_back({std::string("policy.") + name + "." + value,
                   "",
                   [](Handler inner) { return inner; },
                   {{name, value}}});
  }
  return all;
}

/// Combines two harmless servers of different kinds.
Mutant Both(const Mutant& one, const Mutant& other) {
  Mutant both = one;
  both.name += "+" + other.name;
  both.policies.insert(both.policies.end(), other.policies.begin(), other.policies.end());
  both.wrap = [first = one.wrap, second = other.wrap](Handler inner) {
    return second(first(std::move(inner)));
  };
  return both;
}

}  // namespace

const std::vector<Mutant>& HarmlessMutants() {
  static const std::vector<Mutant> every = [] {
    const std::vector<std::vector<Mutant>> parts = {OfAnswers(), OfRefusals(), OfPolicies()};
    std::vector<Mutant> all;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      all.insert(all.end(), parts[i].begin(), parts[i].end());
      const auto& others = parts[(i + 1) % parts.size()];
      for (std::size_t j = 0; j < parts[i].size(); j += 2) {
        all.push_back(Both(parts[i][j], others[(j * 5 + 1) % others.size()]));
      }
    }
    return all;
  }();
  return every;
}

}  // namespace invitro::defects
