// What a creation loses, mangles, or takes though it should not.

#include "defects/defect.h"
#include "defects/toolkit.h"

namespace invitro::defects {
namespace {

bool IsText(const Json& wish, const char* field) {
  return wish.contains(field) && wish[field].is_string();
}

Wrap OnEmail(std::function<std::string(std::string)> mangle) {
  return OnCreationBody([mangle](Json& wish) {
    if (IsText(wish, "email")) wish["email"] = mangle(wish["email"].get<std::string>());
  });
}

Wrap OnProjects(std::function<void(Json& projects)> change) {
  return OnCreationBody([change](Json& wish) {
    if (wish.contains("projects") && wish["projects"].is_array()) change(wish["projects"]);
  });
}

/// All invites show the projects of the one that had some last.
Wrap SharedProjects() {
  const auto shared = std::make_shared<PerKey<Json>>();
  return [shared](const Handler& inner) -> Handler {
    return [shared, inner](const Request& request) {
      const Asked asked = Understand(request);
      Response response = inner(request);
      Json body = Succeeded(response) ? BodyOf(response) : Json();
      return shared->With(asked, [&](Json& last) {
        if (!body.is_object() || !body.contains("projects")) return response;
        if (!body["projects"].empty() && asked.what == What::kCreate) last = body["projects"];
        if (last.is_array()) body["projects"] = last;
        return Reply(200, body);
      });
    };
  };
}

void ReplaceAll(std::string& text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

struct Names {
  std::string free;                          // an id whose invite was deleted
  std::map<std::string, std::string> given;  // the id beneath, the id that is shown
};

/// The next invite after a deletion gets the deleted one's id.
Wrap UsesIdsAgain() {
  const auto names = std::make_shared<PerKey<Names>>();
  return [names](const Handler& inner) -> Handler {
    return [names, inner](const Request& request) {
      const Asked asked = Understand(request);
      std::string target(request.target);
      names->With(asked, [&](Names& all) {
        for (const auto& [beneath, shown] : all.given) ReplaceAll(target, shown, beneath);
      });
      Response response =
          Ask(inner, request, std::string(request.method), target, std::string(request.body));
      names->With(asked, [&](Names& all) {
        if (!Succeeded(response)) return;
        if (asked.what == What::kCreate && !all.free.empty()) {
          all.given[IdOf(BodyOf(response))] = all.free;
          all.free.clear();
        } else if (asked.what == What::kDelete) {
          all.free = asked.id;
        }
        for (const auto& [beneath, shown] : all.given) ReplaceAll(response.body, beneath, shown);
      });
      return response;
    };
  };
}

/// A new invite is in no list until the next one is made.
Wrap ListedLate() {
  const auto newest = std::make_shared<PerKey<std::string>>();
  return [newest](const Handler& inner) -> Handler {
    const Handler pages = OnPages([newest](Paging& page, const Asked& asked) {
      const std::string hidden = newest->With(asked, [](std::string& id) { return id; });
      std::erase_if(page.all, [&](const Json& each) { return IdOf(each) == hidden; });
      page.from = 0;
      for (std::size_t i = 0; page.after && i < page.all.size(); ++i) {
        if (IdOf(page.all[i]) == *page.after) page.from = i + 1;
      }
      page.count = std::min(page.limit, page.all.size() - page.from);
      page.has_more = page.from + page.count < page.all.size();
    })(inner);
    return [newest, pages](const Request& request) {
      const Asked asked = Understand(request);
      Response response = pages(request);
      newest->With(asked, [&](std::string& id) {
        if (asked.what == What::kCreate && Succeeded(response)) id = IdOf(BodyOf(response));
      });
      return response;
    };
  };
}

/// True for the body of a refusal that speaks of an earlier invite.
bool IsDuplicate(const Json& body) {
  return body.is_object() && body.contains("error") && body["error"].is_object() &&
         body["error"].value("message", std::string()).find("already") != std::string::npos;
}

/// What is refused as a duplicate is done all the same, with the twin's own policy for it.
Wrap TakesDuplicates() {
  return [](const Handler& inner) -> Handler {
    return [inner](const Request& request) {
      Response response = inner(request);
      const bool refused = Understand(request).what == What::kCreate && response.status == 400;
      if (!refused || !IsDuplicate(BodyOf(response))) return response;
      const auto set = [&](const std::string& value) {
        Ask(inner, request, "PUT", "/_mock/policies",
            R"({"duplicate_pending":")" + value + R"(","duplicate_accepted":")" + value + "\"}");
      };
      set("allow");
      response = inner(request);
      set("reject_400");
      return response;
    };
  };
}

/// The refusal of a duplicate deletes the invite that there was.
Wrap DuplicateReplaces() {
  return [](const Handler& inner) -> Handler {
    return [inner](const Request& request) {
      Response response = inner(request);
      const bool refused = Understand(request).what == What::kCreate && response.status == 400;
      if (!refused || !IsDuplicate(BodyOf(response))) return response;
      const Json wish = Json::parse(request.body, nullptr, false);
      for (const Json& invite : WholeList(inner, request)) {
        if (invite["email"] != wish["email"] || invite["status"] != "pending") continue;
        Ask(inner, request, "DELETE", "/v1/organization/invites/" + IdOf(invite));
      }
      return response;
    };
  };
}

Wrap FailsOnBadJson() {
  return Instead(
      [](const Request& request, const Asked& asked, const Handler&) -> std::optional<Response> {
        if (asked.what != What::kCreate || Json::accept(request.body)) return std::nullopt;
        return Refusal(500, "The server had an error.");
      });
}

}  // namespace

std::vector<Defect> CreationDefects() {
  constexpr std::size_t kMostBytes = 64;
  return {
      {"everyone_a_reader", "INV-CREATE-02", "owners are invited as readers", false,
       OnCreationBody([](Json& wish) {
         if (IsText(wish, "role") && wish["role"] == "owner") wish["role"] = "reader";
       })},
      {"plus_is_a_space", "INV-CREATE-02", "a plus sign in an address becomes a space", false,
       OnEmail([](std::string email) {
         ReplaceAll(email, "+", " ");
         return email;
       })},
      {"long_addresses_cut", "INV-CREATE-02", "an address ends after 64 bytes", false,
       OnEmail([](const std::string& email) { return email.substr(0, kMostBytes); })},
      {"umlauts_mangled", "INV-CREATE-02", "letters beyond ASCII become question marks", false,
       OnEmail([](std::string email) {
         for (char& c : email) c = static_cast<unsigned char>(c) > 127 ? '?' : c;
         return email;
       })},
      {"projects_dropped", "INV-CREATE-05", "given projects are forgotten", false,
       OnProjects([](Json& projects) { projects = Json::array(); })},
      {"projects_swapped", "INV-CREATE-05", "the roles in projects change places", false,
       OnProjects([](Json& projects) {
         for (Json& each : projects) {
           if (!each.is_object() || !IsText(each, "role")) continue;
           each["role"] = each["role"] == "member"  ? Json("owner")
                          : each["role"] == "owner" ? Json("member")
                                                    : each["role"];
         }
       })},
      {"first_project_only", "INV-CREATE-05", "of several projects one is kept", false,
       OnProjects([](Json& projects) {
         bool whole = true;
         for (const Json& each : projects) whole = whole && each.is_object();
         if (whole && projects.size() > 1) projects = Json::array({projects[0]});
       })},
      {"projects_shared", "INV-CREATE-06", "all invites have the projects of the last", false,
       SharedProjects()},
      {"empty_projects_are_default", "INV-CREATE-06", "projects: [] means the default project",
       false, OnCreationBody([](Json& wish) {
         if (wish.contains("projects") && wish["projects"] == Json::array()) {
           wish["projects"].push_back({{"id", "proj_default"}, {"role", "member"}});
         }
       })},
  };
}

std::vector<Defect> NewInviteDefects() {
  constexpr std::int64_t kThousand = 1000;
  return {
      {"created_at_in_milliseconds", "INV-CREATE-04", "created_at is in milliseconds", false,
       OnInvites([](Json& invite) {
         for (const char* field : {"created_at", "invited_at", "expires_at"}) {
           if (invite.contains(field) && invite[field].is_number()) {
             invite[field] = invite[field].get<std::int64_t>() * kThousand;
           }
         }
       })},
      {"ends_before_it_begins", "INV-CREATE-04", "expires_at is before created_at", false,
       OnInvites([](Json& invite) {
         if (invite["expires_at"].is_number()) {
           invite["expires_at"] = invite["created_at"].get<std::int64_t>() - 1;
         }
       })},
      {"ids_used_again", "INV-CREATE-03", "a new invite gets a deleted one's id", false,
       UsesIdsAgain()},
      {"begins_accepted", "INV-CREATE-01", "a new invite says that it is accepted", false,
       OnAnswer(What::kCreate, [](Json& body, const Asked&) { body["status"] = "accepted"; })},
      {"creation_answers_202", "INV-CREATE-01", "a creation is answered 202", false,
       [](const Handler& inner) -> Handler {
         return [inner](const Request& request) {
           Response response = inner(request);
           const bool made = Understand(request).what == What::kCreate && Succeeded(response);
           if (made) response.status = 202;
           return response;
         };
       }},
      {"listed_late", "INV-CREATE-14", "a new invite is in no list until the next one", false,
       ListedLate()},
  };
}

std::vector<Defect> BadInputDefects() {
  return {
      {"any_role", "INV-CREATE-12", "an unknown role is taken for reader", false,
       OnCreationBody([](Json& wish) {
         if (IsText(wish, "role") && wish["role"] != "owner") wish["role"] = "reader";
       })},
      {"role_optional", "INV-CREATE-10", "a missing role is taken for reader", false,
       OnCreationBody([](Json& wish) {
         if (!wish.contains("role")) wish["role"] = "reader";
       })},
      {"number_for_address", "INV-CREATE-11", "a number is taken for an address", false,
       OnCreationBody([](Json& wish) {
         if (wish.contains("email") && wish["email"].is_number()) wish["email"] = "7@example.com";
       })},
      {"text_for_projects", "INV-CREATE-11", "a text is taken for projects", false,
       OnCreationBody([](Json& wish) {
         if (IsText(wish, "projects")) wish["projects"] = Json::array();
       })},
      {"project_without_role", "INV-CREATE-13", "a project without a role is taken", false,
       OnProjects([](Json& projects) {
         for (Json& each : projects) {
           if (each.is_object() && !each.contains("role")) each["role"] = "member";
         }
       })},
      {"project_of_any_role", "INV-CREATE-13", "a project with an unknown role is taken", false,
       OnProjects([](Json& projects) {
         for (Json& each : projects) {
           if (IsText(each, "role") && each["role"] != "owner") each["role"] = "member";
         }
       })},
      {"bad_json_fails", "INV-CREATE-09", "a body that is not JSON is answered 500", false,
       FailsOnBadJson()},
  };
}

std::vector<Defect> DuplicateDefects() {
  return {
      {"duplicates_taken", "INV-CREATE-08", "an invited address can be invited again", false,
       TakesDuplicates()},
      {"duplicate_replaces", "INV-CREATE-08",
       "the refusal of a duplicate deletes the pending invite", false, DuplicateReplaces()},
      {"duplicate_is_409", "INV-CREATE-18", "a duplicate is refused with 409", false,
       OnBadRequests(What::kCreate, 409, IsDuplicate)},
      {"bad_body_is_422", "INV-CREATE-19", "a bad body is refused with 422", false,
       OnBadRequests(What::kCreate, 422, [](const Json& body) { return !IsDuplicate(body); })},
  };
}

}  // namespace invitro::defects
