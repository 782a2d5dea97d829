// Servers that alter a field of an invite: before they store it, or in the responses of one
// operation.

#include <algorithm>

#include "defects/mutants/mutant.h"
#include "defects/mutants/text.h"

namespace invitro::defects {
namespace {

struct Side {
  const char* name;
  What what;          // the operation whose responses are altered
  const char* rules;  // the rules that the difference breaks
};

constexpr Side kSides[] = {{"create_answer", What::kCreate, "INV-CREATE-02 INV-GET-01"},
                           {"retrieved", What::kRetrieve, "INV-GET-01 INV-PAGE-14 INV-CREATE-02"},
                           {"listed", What::kList, "INV-PAGE-14"}};

/// Alters the invites in the successful responses of one operation.
Wrap OnShown(What what, std::function<void(Json& invite)> alter) {
  return OnAnswer(what, [alter](Json& body, const Asked&) {
    if (!body.contains("data")) return alter(body);
    for (Json& invite : body["data"]) alter(invite);
  });
}

void ChangeText(Json& value, const TextMutator& text) {
  if (value.is_string()) value = text.apply(value.get<std::string>());
}

void ChangeProjects(Json& body, const std::function<void(Json& projects)>& change) {
  const auto it = body.find("projects");
  if (it != body.end() && it->is_array()) change(*it);
}

void ChangeProjectIds(Json& body, const TextMutator& text) {
  ChangeProjects(body, [&](Json& projects) {
    for (Json& each : projects) {
      if (each.is_object() && each.contains("id")) ChangeText(each["id"], text);
    }
  });
}

Json First(const Json& projects, std::size_t n) {
  Json first = Json::array();
  for (std::size_t i = 0; i < projects.size() && i < n; ++i) first.push_back(projects[i]);
  return first;
}

std::string NameOfProject(const Json& project) {
  return project.is_object() ? project.value("id", Json()).dump() : "";
}

void Sort(Json& projects) {
  std::vector<Json> all(projects.begin(), projects.end());
  std::stable_sort(all.begin(), all.end(), [](const Json& a, const Json& b) {
    return NameOfProject(a) < NameOfProject(b);
  });
  projects = all;
}

void Merge(Json& projects) {
  Json once = Json::array();
  for (const Json& each : projects) {
    const bool there = std::any_of(once.begin(), once.end(), [&](const Json& other) {
      return NameOfProject(other) == NameOfProject(each);
    });
    if (!there) once.push_back(each);
  }
  projects = once;
}

void WithoutPlace(Json& projects, std::size_t place) {
  if (projects.size() > place) projects.erase(place);
}

void SetRoles(Json& projects, bool as_the_first) {
  if (projects.empty()) return;
  const Json role = as_the_first ? projects.front().value("role", Json()) : Json("member");
  for (Json& each : projects) {
    if (each.is_object()) each["role"] = role;
  }
}

struct ProjectsMutator {
  const char* name;
  std::function<void(Json&)> change;
};

const std::vector<ProjectsMutator>& ProjectsMutators() {
  static const std::vector<ProjectsMutator> all = {
      {"first_2", [](Json& p) { p = First(p, 2); }},
      {"first_10", [](Json& p) { p = First(p, 10); }},
      {"first_50", [](Json& p) { p = First(p, 50); }},
      {"without_third", [](Json& p) { WithoutPlace(p, 2); }},
      {"without_fifth", [](Json& p) { WithoutPlace(p, 4); }},
      {"sorted", Sort},
      {"merged", Merge},
      {"reversed", [](Json& p) { std::reverse(p.begin(), p.end()); }},
      {"roles_of_the_first", [](Json& p) { SetRoles(p, true); }},
      {"all_members", [](Json& p) { SetRoles(p, false); }},
  };
  return all;
}

}  // namespace

std::vector<Mutant> AddressMutants() {
  std::vector<Mutant> all;
  for (const TextMutator& text : AddressMutators()) {
    const auto change = [text](Json& invite) { ChangeText(invite["email"], text); };
    all.push_back({"email." + text.name + ".stored", "INV-CREATE-02 INV-CREATE-20",
                   OnCreationBody([change](Json& body) {
                     if (body.contains("email")) change(body);
                   })});
    for (const Side& side : kSides) {
      all.push_back(
          {"email." + text.name + "." + side.name, side.rules, OnShown(side.what, change)});
    }
  }
  return all;
}

std::vector<Mutant> ProjectMutants() {
  std::vector<Mutant> all;
  const auto add = [&](const std::string& name, const std::function<void(Json&)>& change) {
    all.push_back(
        {"projects." + name + ".stored", "INV-CREATE-05 INV-CREATE-02", OnCreationBody(change)});
    for (const Side& side : kSides) {
      all.push_back({"projects." + name + "." + side.name,
                     std::string(side.rules) + " INV-CREATE-05", OnShown(side.what, change)});
    }
  };
  for (const TextMutator& text : NameMutators()) {
    add("id_" + text.name, [text](Json& body) { ChangeProjectIds(body, text); });
  }
  for (const ProjectsMutator& each : ProjectsMutators()) {
    add(each.name, [each](Json& body) { ChangeProjects(body, each.change); });
  }
  return all;
}

std::vector<Mutant> ShownFieldMutants() {
  const auto later = [](const char* field, std::int64_t seconds) {
    return [=](Json& invite) {
      if (invite.contains(field) && invite[field].is_number()) {
        invite[field] = invite[field].get<std::int64_t>() + seconds;
      }
    };
  };
  const auto set = [](const char* field, const Json& value) {
    return [=](Json& invite) { invite[field] = value; };
  };
  const auto without = [](const char* field) { return [=](Json& invite) { invite.erase(field); }; };
  const std::string shape = "INV-SHAPE-01 ", time = "INV-LIFE-03 INV-CREATE-04 ";
  const std::vector<std::tuple<std::string, std::string, std::function<void(Json&)>>> changes = {
      {"role_is_owner", "INV-CREATE-02 ", set("role", "owner")},
      {"role_is_member", shape, set("role", "member")},
      {"status_is_accepted", "INV-LIFE-01 INV-LIFE-02 INV-CREATE-01 ", set("status", "accepted")},
      {"status_is_upper_case", shape, set("status", "PENDING")},
      {"object_is_invite", shape, set("object", "invite")},
      {"created_a_second_later", time, later("created_at", 1)},
      {"expires_a_second_later", time, later("expires_at", 1)},
      {"expires_a_second_earlier", time, later("expires_at", -1)},
      {"expires_never", time, set("expires_at", nullptr)},
      {"accepted_at_is_0", "INV-LIFE-02 ", set("accepted_at", 0)},
      {"accepted_at_is_text", shape, set("accepted_at", "")},
      {"projects_is_null", shape, set("projects", nullptr)},
      {"projects_is_object", shape, set("projects", Json::object())},
      {"without_email", shape, without("email")},
      {"without_role", shape, without("role")},
      {"without_object", shape, without("object")},
  };
  std::vector<Mutant> all;
  for (const auto& [name, rules, change] : changes) {
    for (const Side& side : kSides) {
      all.push_back({name + "." + side.name, rules + side.rules, OnShown(side.what, change)});
    }
  }
  return all;
}

}  // namespace invitro::defects
