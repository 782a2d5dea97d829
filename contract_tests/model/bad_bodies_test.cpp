#include "contract_tests/model/bad_bodies.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace invitro::contract {
namespace {

using Json = nlohmann::json;

bool Fits(const Json& project) {
  return project.is_object() && project.value("id", Json()).is_string() &&
         (project.value("role", Json()) == "member" || project.value("role", Json()) == "owner");
}

/// Implements what docs/behaviour.md requires of a body a second time.
bool IsGood(const std::string& text) {
  const Json body = Json::parse(text, nullptr, false);
  if (!body.is_object() || !body.value("email", Json()).is_string()) return false;
  const Json role = body.value("role", Json());
  if (role != "reader" && role != "owner") return false;
  const Json projects = body.value("projects", Json::array());
  return projects.is_array() && std::all_of(projects.begin(), projects.end(), Fits);
}

TEST(BadBodies, EachIsBadAndTheGoodOneIsGood) {
  EXPECT_TRUE(IsGood(GoodBody("a@example.com")));
  std::set<std::string> texts, names;
  for (const BadBody& bad : BadBodies()) {
    const std::string text = bad.text("a@example.com");
    EXPECT_FALSE(IsGood(text)) << bad.what;
    EXPECT_TRUE(names.insert(bad.what).second) << bad.what;
    EXPECT_TRUE(texts.insert(text + bad.type).second) << bad.what;
  }
  EXPECT_GE(BadBodies().size(), 80U);
}

}  // namespace
}  // namespace invitro::contract
