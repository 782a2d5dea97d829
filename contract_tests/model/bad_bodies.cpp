#include "contract_tests/model/bad_bodies.h"

#include <nlohmann/json.hpp>

namespace invitro::contract {
namespace {

using Json = nlohmann::ordered_json;
using Text = std::function<std::string(const std::string& address)>;

Json Good(const std::string& address) {
  return {{"email", address}, {"role", "reader"}, {"projects", Json::array()}};
}

/// Sets one field of the correct body to `value`.
Text With(const char* field, const Json& value) {
  return [=](const std::string& address) {
    Json body = Good(address);
    body[field] = value;
    return body.dump();
  };
}

Text Without(const char* field) {
  return [=](const std::string& address) {
    Json body = Good(address);
    body.erase(field);
    return body.dump();
  };
}

Text Change(const std::function<std::string(std::string good)>& change) {
  return [=](const std::string& address) { return change(Good(address).dump()); };
}

Text Address(const std::function<Json(const std::string& address)>& as) {
  return [=](const std::string& address) {
    Json body = Good(address);
    body["email"] = as(address);
    return body.dump();
  };
}

Text Always(const std::string& text) {
  return [=](const std::string&) { return text; };
}

/// Puts `bad` at `place` among `n` correct projects.
Text Project(const Json& bad, std::size_t place = 0, std::size_t n = 0) {
  return [=](const std::string& address) {
    Json body = Good(address);
    for (std::size_t i = 0; i <= n; ++i) {
      const Json good = {{"id", "proj_" + std::to_string(i)}, {"role", "member"}};
      body["projects"].push_back(i == place ? bad : good);
    }
    return body.dump();
  };
}

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

std::vector<BadBody> NoJson() {
  const char* rule = "INV-CREATE-09";
  constexpr std::size_t kDepth = 20'000;
  const auto before_end = [](const std::string& more) {
    return Change([more](std::string good) { return good.insert(good.size() - 1, more); });
  };
  return {
      {rule, "nothing", Always("")},
      {rule, "a body that is cut short", Always("{\"email\":")},
      {rule, "a body without its last brace",
       Change([](std::string good) { return good.substr(0, good.size() - 1); })},
      {rule, "words behind the body", Change([](std::string good) { return good + " garbage"; })},
      {rule, "a second body behind the first",
       Change([](std::string good) { return good + good; })},
      {rule, "a comma too many", before_end(",")},
      {rule, "a comment", Change([](std::string good) { return "/* c */" + good; })},
      {rule, "a comment at its end", Change([](std::string good) { return good + "// c"; })},
      {rule, "single quotes", Change([](std::string good) {
         for (char& c : good) c = c == '"' ? '\'' : c;
         return good;
       })},
      {rule, "a name without quotes",
       Change([](std::string good) { return Replaced(good, "\"role\"", "role"); })},
      {rule, "a raw control character",
       Change([](std::string good) { return Replaced(good, "reader", "reader\n"); })},
      {rule, "a byte that is not UTF-8",
       Change([](std::string good) { return Replaced(good, "@", "\xFF@"); })},
      {rule, "a letter that is not whole",
       Change([](std::string good) { return Replaced(good, "@", "\xC3@"); })},
      {rule, "a form",
       [](const std::string& address) { return "email=" + address + "&role=reader"; }, "",
       "application/x-www-form-urlencoded"},
      {rule, "a form that is declared as JSON",
       [](const std::string& address) { return "email=" + address + "&role=reader"; }},
      {rule, "a body that nests too deep and does not end",
       Always("{\"email\":" + std::string(kDepth, '['))},
  };
}

std::vector<BadBody> NoObject() {
  const char* rule = "INV-CREATE-11";
  return {
      {rule, "null", Always("null")},
      {rule, "true", Always("true")},
      {rule, "a number", Always("7")},
      {rule, "a text", Always("\"email\"")},
      {rule, "an empty array", Always("[]")},
      {rule, "an array with the body in it",
       Change([](const std::string& good) { return "[" + good + "]"; })},
      {rule, "a text with the body in it",
       Change([](const std::string& good) { return Json(good).dump(); })},
  };
}

std::vector<BadBody> Fields() {
  const char *missing = "INV-CREATE-10", *type = "INV-CREATE-11";
  const auto id = [](const std::string& address) { return Json(address); };
  return {
      {missing, "no email", Without("email"), "email"},
      {missing, "no role", Without("role"), "role"},
      {missing, "an empty object", Always("{}"), "email"},
      {type, "email: 7", With("email", 7), "email"},
      {type, "email: true", With("email", true), "email"},
      {type, "email: false", With("email", false), "email"},
      {type, "email: null", With("email", nullptr), "email"},
      {type, "email: {}", With("email", Json::object()), "email"},
      {type, "email: []", With("email", Json::array()), "email"},
      {type, "an array with the address in it",
       Address([](const std::string& address) { return Json::array({address}); }), "email"},
      {type, "an object with the address in it", Address([=](const std::string& address) {
         return Json{{"address", id(address)}};
       }),
       "email"},
      {type, "role: null", With("role", nullptr), "role"},
      {type, "role: 0", With("role", 0), "role"},
      {type, "role: true", With("role", true), "role"},
      {type, "role: {}", With("role", Json::object()), "role"},
      {type, "role: [\"reader\"]", With("role", Json::array({"reader"})), "role"},
      {type, "projects: \"proj_a\"", With("projects", "proj_a"), "projects"},
      {type, "projects: 0", With("projects", 0), "projects"},
      {type, "projects: false", With("projects", false), "projects"},
      {type, "projects: {}", With("projects", Json::object()), "projects"},
      {type, "one project that is not in an array",
       With("projects", {{"id", "proj_a"}, {"role", "member"}}), "projects"},
  };
}

std::vector<BadBody> Roles() {
  std::vector<BadBody> all;
  const auto add = [&](const char* what, const std::string& role) {
    all.push_back({"INV-CREATE-12", what, With("role", role), "role"});
  };
  add("role admin", "admin");
  add("role member", "member");
  add("an empty role", "");
  add("a role in capitals", "OWNER");
  add("a role with a capital", "Reader");
  add("a blank before the role", " reader");
  add("a blank behind the role", "owner ");
  add("a role that is cut", "read");
  add("a role with more behind it", "readers");
  add("two roles in a text", "reader,owner");
  add("role toString", "toString");
  add("role __proto__", "__proto__");
  add("role constructor", "constructor");
  add("role null as a text", "null");
  add("a role with NUL behind it", std::string("reader\0", 7));
  add("a role of odd characters", "\"\\\n\x01");
  add("a role of another alphabet", "r\u0435ader");
  return all;
}

std::vector<BadBody> Projects() {
  const char* rule = "INV-CREATE-13";
  const Json no_id = {{"role", "member"}}, no_role = {{"id", "proj_a"}};
  const auto with = [](const Json& id, const Json& role) {
    return Json{{"id", id}, {"role", role}};
  };
  return {
      {rule, "a project without id", Project(no_id), "id"},
      {rule, "a project without role", Project(no_role), "role"},
      {rule, "an empty project", Project(Json::object()), "projects"},
      {rule, "a project that is null", Project(nullptr), "projects"},
      {rule, "a project that is a text", Project("proj_a"), "projects"},
      {rule, "a project that is an array", Project(Json::array({"proj_a", "member"})), "projects"},
      {rule, "a project's id that is a number", Project(with(7, "member")), "id"},
      {rule, "a project's id that is null", Project(with(nullptr, "member")), "id"},
      {rule, "a project's id that is an array", Project(with(Json::array({"proj_a"}), "member")),
       "id"},
      {rule, "a project's role that is null", Project(with("proj_a", nullptr)), "role"},
      {rule, "a project's role that is a number", Project(with("proj_a", 1)), "role"},
      {rule, "a project's role that is a list", Project(with("proj_a", Json::array({"member"}))),
       "role"},
      {rule, "a project with the role reader", Project(with("proj_a", "reader")), "role"},
      {rule, "a project with the role admin", Project(with("proj_a", "admin")), "role"},
      {rule, "a project's role in capitals", Project(with("proj_a", "MEMBER")), "role"},
      {rule, "a project's role with a blank", Project(with("proj_a", "owner ")), "role"},
      {rule, "an empty role of a project", Project(with("proj_a", "")), "role"},
      {rule, "a bad second project", Project(with("proj_a", "reader"), 1, 1), "role"},
      {rule, "a bad third project of five", Project(no_role, 2, 4), "role"},
      // A target may refuse that many projects first, and its error then names another reason.
      {rule, "a bad last project of twelve", Project(no_id, 11, 11)},
      {rule, "a bad project in the middle of sixty", Project(with("proj_a", "guest"), 31, 59)},
      {rule, "a bad last project of sixty", Project(with(7, "member"), 59, 59)},
  };
}

}  // namespace

std::string GoodBody(const std::string& address) { return Good(address).dump(); }

const std::vector<BadBody>& BadBodies() {
  static const std::vector<BadBody> every = [] {
    std::vector<BadBody> all;
    for (const auto part : {NoJson, NoObject, Fields, Roles, Projects}) {
      for (BadBody& each : part()) all.push_back(std::move(each));
    }
    return all;
  }();
  return every;
}

}  // namespace invitro::contract
