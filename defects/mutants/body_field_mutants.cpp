// Servers that accept bad fields of a create request, or fail with 500 because of them.

#include "defects/mutants/body_kinds.h"
#include "defects/mutants/text.h"

namespace invitro::defects {
namespace {

/// Replaces the value of `field` by `other(value)` if it `fits`.
Repair OnField(const char* field, const std::function<bool(const Json&)>& fits,
               const std::function<Json(const Json&)>& other) {
  return OnJson([=](Json& body) {
    const auto it = body.is_object() ? body.find(field) : body.end();
    if (it == body.end() || !fits(*it)) return false;
    *it = other(*it);
    return true;
  });
}

std::function<Json(const Json&)> Constant(const Json& value) {
  return [value](const Json&) { return value; };
}

std::function<bool(const Json&)> Text(const std::function<bool(const std::string&)>& fits) {
  return [fits](const Json& value) { return value.is_string() && fits(value.get<std::string>()); };
}

std::string Lower(const std::string& text) { return LowerCase(Trimmed(text)); }

std::vector<BodyKind> RoleKinds() {
  const auto is_role = [](const std::string& role) { return role == "reader" || role == "owner"; };
  const auto role = [](const char* name, const std::function<bool(const Json&)>& fits,
                       const std::function<Json(const Json&)>& other) {
    return BodyKind{name, "INV-CREATE-12 INV-CREATE-11", OnField("role", fits, other)};
  };
  const auto reader = Constant("reader");
  return {
      role(
          "role_null", [](const Json& v) { return v.is_null(); }, reader),
      role(
          "role_true", [](const Json& v) { return v.is_boolean(); }, reader),
      role(
          "role_number", [](const Json& v) { return v.is_number(); }, reader),
      role(
          "role_array", [](const Json& v) { return v.is_array() && v.size() == 1; },
          [](const Json& v) { return v[0]; }),
      role(
          "role_object", [](const Json& v) { return v.is_object(); }, reader),
      role("role_empty", Text([](const std::string& r) { return r.empty(); }), reader),
      role("role_with_blanks", Text([=](const std::string& r) { return is_role(Trimmed(r)); }),
           [](const Json& v) { return Json(Trimmed(v.get<std::string>())); }),
      role("role_in_any_case", Text([=](const std::string& r) { return is_role(Lower(r)); }),
           [](const Json& v) { return Json(Lower(v.get<std::string>())); }),
      role("role_cut", Text([](const std::string& r) {
             return r.size() > 2 && std::string("reader").starts_with(r);
           }),
           reader),
      role("role_and_more", Text([](const std::string& r) { return r.starts_with("reader"); }),
           reader),
      role("role_of_an_object",
           Text([](const std::string& r) { return r == "toString" || r == "__proto__"; }), reader),
      role("role_admin", Text([](const std::string& r) { return r == "admin"; }),
           Constant("owner")),
      role("role_member", Text([](const std::string& r) { return r == "member"; }), reader),
  };
}

std::vector<BodyKind> EmailKinds() {
  const auto email = [](const char* name, const std::function<bool(const Json&)>& fits,
                        const std::function<Json(const Json&)>& other) {
    return BodyKind{name, "INV-CREATE-11 INV-CREATE-10", OnField("email", fits, other)};
  };
  const auto some = Constant("machine@example.com");
  return {
      email(
          "email_number", [](const Json& v) { return v.is_number(); }, some),
      email(
          "email_true", [](const Json& v) { return v == Json(true); }, some),
      email(
          "email_false", [](const Json& v) { return v == Json(false); }, some),
      email(
          "email_null", [](const Json& v) { return v.is_null(); }, some),
      email(
          "email_array", [](const Json& v) { return v.is_array() && v.size() == 1; },
          [](const Json& v) { return v[0]; }),
      email(
          "email_object", [](const Json& v) { return v.is_object(); }, some),
      {"email_missing", "INV-CREATE-10", OnJson([](Json& body) {
         if (!body.is_object() || body.contains("email")) return false;
         body["email"] = "machine@example.com";
         return true;
       })},
      {"role_missing", "INV-CREATE-10", OnJson([](Json& body) {
         if (!body.is_object() || body.contains("role")) return false;
         body["role"] = "reader";
         return true;
       })},
  };
}

/// Repairs the projects with `fix`, which returns false if it cannot.
Repair OnProjects(const std::function<bool(Json& projects)>& fix) {
  return OnJson([fix](Json& body) {
    const auto it = body.is_object() ? body.find("projects") : body.end();
    return it != body.end() && fix(*it);
  });
}

Repair OnProject(const std::function<bool(Json& project)>& fix, std::size_t from = 0) {
  return OnProjects([=](Json& projects) {
    if (!projects.is_array()) return false;
    bool any = false;
    for (std::size_t i = from; i < projects.size(); ++i) any = fix(projects[i]) || any;
    return any;
  });
}

bool Whole(const Json& project) {
  return project.is_object() && project.contains("id") && project["id"].is_string() &&
         project.contains("role") && (project["role"] == "member" || project["role"] == "owner");
}

bool MakeWhole(Json& project) {
  if (Whole(project)) return false;
  const bool named = project.is_object() && project.contains("id") && project["id"].is_string();
  project = {{"id", named ? project["id"] : Json("proj_a")}, {"role", "member"}};
  return true;
}

std::vector<BodyKind> ProjectKinds() {
  const char* rules = "INV-CREATE-13 INV-CREATE-11";
  const auto only = [](const std::function<bool(const Json&)>& fits) {
    return OnProject([fits](Json& project) { return fits(project) && MakeWhole(project); });
  };
  const auto empty = [](const std::function<bool(const Json&)>& fits) {
    return OnProjects([fits](Json& projects) {
      const bool fit = fits(projects);
      if (fit) projects = Json::array();
      return fit;
    });
  };
  const auto has = [](const Json& project, const char* field) {
    return project.is_object() && project.contains(field);
  };
  return {
      {"projects_text", rules, empty([](const Json& p) { return p.is_string(); })},
      {"projects_object", rules, empty([](const Json& p) { return p.is_object(); })},
      {"projects_number", rules, empty([](const Json& p) { return p.is_number(); })},
      {"projects_boolean", rules, empty([](const Json& p) { return p.is_boolean(); })},
      {"project_null", rules, only([](const Json& p) { return p.is_null(); })},
      {"project_text", rules, only([](const Json& p) { return p.is_string(); })},
      {"project_empty", rules, only([](const Json& p) { return p.is_object() && p.empty(); })},
      {"project_id_number", rules,
       only([=](const Json& p) { return has(p, "id") && p["id"].is_number(); })},
      {"project_id_null", rules,
       only([=](const Json& p) { return has(p, "id") && p["id"].is_null(); })},
      {"project_without_id", rules,
       only([=](const Json& p) { return has(p, "role") && !has(p, "id"); })},
      {"project_without_role", rules,
       only([=](const Json& p) { return has(p, "id") && !has(p, "role"); })},
      {"project_role_null", rules,
       only([=](const Json& p) { return has(p, "role") && p["role"].is_null(); })},
      {"project_role_reader", rules,
       only([=](const Json& p) { return has(p, "role") && p["role"] == "reader"; })},
      {"project_role_in_any_case", rules, only([=](const Json& p) {
         return has(p, "role") && p["role"].is_string() &&
                Lower(p["role"].get<std::string>()) == "member";
       })},
      {"second_project_unchecked", rules, OnProject(MakeWhole, 1)},
      {"tenth_project_unchecked", rules, OnProject(MakeWhole, 9)},
  };
}

}  // namespace

std::vector<Mutant> BodyFieldMutants() {
  std::vector<Mutant> all;
  for (const auto& kinds : {RoleKinds(), EmailKinds(), ProjectKinds()}) {
    for (Mutant& mutant : OfKinds(kinds)) all.push_back(std::move(mutant));
  }
  return all;
}

}  // namespace invitro::defects
