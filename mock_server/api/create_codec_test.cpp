#include "mock_server/api/create_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace invitro::api {
namespace {

using organization::NewInvite;
using organization::Policies;
using organization::ProjectRole;
using organization::Role;

tl::expected<NewInvite, Error> Judge(std::string_view body, const Policies& policies = {}) {
  return CreateBody(body).Judge(policies);
}

TEST(CreateBodyTest, KeepsEveryFieldAsGiven_INV_CREATE_02) {
  const auto wish = Judge(
      R"({"email":"a+b@ex\u00e4mple.com","role":"owner","projects":[{"id":"p","role":"member"},{"id":"q","role":"owner"}]})");
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->email, "a+b@exämple.com");
  EXPECT_EQ(wish->role, Role::kOwner);
  ASSERT_TRUE(wish->projects);
  ASSERT_EQ(wish->projects->size(), 2U);
  EXPECT_EQ((*wish->projects)[0].role, ProjectRole::kMember);
  EXPECT_EQ((*wish->projects)[1].id, "q");
}

TEST(CreateBodyTest, OmittedNullAndEmptyProjectsAreThreeThings_INV_CREATE_07) {
  EXPECT_EQ(Judge(R"({"email":"a","role":"reader"})")->projects, std::nullopt);
  EXPECT_TRUE(Judge(R"({"email":"a","role":"reader","projects":[]})")->projects->empty());
  const char* with_null = R"({"email":"a","role":"reader","projects":null})";
  EXPECT_EQ(Judge(with_null)->projects, std::nullopt);
  Policies strict;
  strict.null_projects = organization::NullProjects::kReject;
  EXPECT_EQ(Judge(with_null, strict).error().param, "projects");
}

TEST(CreateBodyTest, UnknownFieldsFollowThePolicy_INV_CREATE_16) {
  const char* body = R"({"email":"a","role":"reader","colour":"red"})";
  EXPECT_TRUE(Judge(body));
  Policies strict;
  strict.unknown_fields = organization::UnknownFields::kReject;
  EXPECT_EQ(Judge(body, strict).error().param, "colour");
}

struct Bad {
  const char* body;
  const char* param;  // "": none
  const char* code;
  const char* message;
};

void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.body; }

class BadBodyTest : public testing::TestWithParam<Bad> {};

TEST_P(BadBodyTest, IsRefusedNamingTheField_INV_CREATE_09) {
  const auto wish = Judge(GetParam().body);
  ASSERT_FALSE(wish);
  EXPECT_EQ(wish.error().status, 400);
  EXPECT_EQ(wish.error().param.value_or(""), GetParam().param);
  EXPECT_EQ(wish.error().code.value_or(""), GetParam().code);
  EXPECT_THAT(wish.error().message, testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadBodyTest,
    testing::Values(
        Bad{"", "", "", "We could not parse the JSON body of your request."},
        Bad{"{", "", "", "We could not parse the JSON body of your request."},
        Bad{"{\"email\":\"\xff\",\"role\":\"reader\"}", "", "", "We could not parse the JSON body"},
        Bad{"[]", "body", "invalid_type", "but got an array instead"},
        Bad{"{}", "email", "missing_required_parameter", "Missing required parameter: 'email'."},
        Bad{R"({"email":7,"role":"reader"})", "email", "invalid_type",
            "expected a string, but got an integer"},
        Bad{R"({"email":null,"role":"reader"})", "email", "invalid_type", "got null"},
        Bad{R"({"email":"a"})", "role", "missing_required_parameter", "'role'"},
        Bad{R"({"email":"a","role":["owner"]})", "role", "invalid_type", "got an array"},
        Bad{R"({"email":"a","role":"x"})", "role", "invalid_value",
            "Invalid value: 'x'. Supported values are: 'reader' and 'owner'."},
        Bad{R"({"email":"a","role":"Reader"})", "role", "invalid_value", "'Reader'"},
        Bad{R"({"email":"a","role":"reader","projects":{}})", "projects", "invalid_type",
            "an object"},
        Bad{R"({"email":"a","role":"reader","projects":[1]})", "projects[0]", "invalid_type",
            "an integer"},
        Bad{R"({"email":"a","role":"reader","projects":[{"role":"owner"}]})", "projects[0].id",
            "missing_required_parameter", "projects[0].id"},
        Bad{R"({"email":"a","role":"reader","projects":[{"id":"p","role":"owner"},{"id":"p"}]})",
            "projects[1].role", "missing_required_parameter", "projects[1].role"},
        Bad{R"({"email":"a","role":"reader","projects":[{"id":"p","role":"reader"}]})",
            "projects[0].role", "invalid_value", "'member' and 'owner'"}));

TEST(CreateBodyTest, DeepNestingIsAnErrorNotACrash) {
  const std::string deep(200'000, '[');
  EXPECT_FALSE(Judge(deep));
  EXPECT_FALSE(Judge(R"({"email":)" + deep + std::string(200'000, ']') + "}"));
}

}  // namespace
}  // namespace invitro::api
