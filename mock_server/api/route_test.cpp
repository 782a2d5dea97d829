#include "mock_server/api/route.h"

#include <gtest/gtest.h>

namespace invitro::api {
namespace {

using tenant::Operation;

tl::expected<Route, Error> Find(std::string_view method, std::string_view target) {
  return FindRoute(method, http::ParseTarget(target));
}

TEST(RouteTest, FindsTheFourOperationsWithAndWithoutTheVersion) {
  for (const std::string base : {"/v1/organization/invites", "/organization/invites"}) {
    EXPECT_EQ(Find("POST", base)->operation, Operation::kCreate);
    EXPECT_EQ(Find("GET", base + "?limit=2")->operation, Operation::kList);
    EXPECT_EQ(Find("GET", base + "/a%2Fb")->operation, Operation::kRetrieve);
    EXPECT_EQ(Find("GET", base + "/a%2Fb")->invite_id, "a/b");
    EXPECT_EQ(Find("DELETE", base + "/x")->operation, Operation::kDelete);
  }
}

TEST(RouteTest, AnotherUrlIsUnknown_INV_ERR_02) {
  for (const char* target : {"/", "/v1", "/v1/x", "/v2/organization/invites", "/v1/organization",
                             "/v1/organization/invites/", "/v1/organization/invites/a/b",
                             "/v1/v1/organization/invites", "/organization//invites", "*"}) {
    const auto route = Find("GET", target);
    ASSERT_FALSE(route) << target;
    EXPECT_EQ(route.error().status, 404) << target;
    EXPECT_EQ(route.error().message, std::string("Invalid URL (GET ") + target + ")");
  }
}

TEST(RouteTest, AnotherMethodIsNotAllowed_INV_ERR_03) {
  const auto check = [](const char* method, const char* target, const char* allow) {
    const auto route = Find(method, target);
    ASSERT_FALSE(route) << method;
    EXPECT_EQ(route.error().status, 405);
    EXPECT_EQ(route.error().code, "method_not_supported");
    ASSERT_EQ(route.error().headers.size(), 1U);
    EXPECT_EQ(route.error().headers[0].name, "Allow");
    EXPECT_EQ(route.error().headers[0].value, allow);
  };
  for (const char* method : {"DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "get", "FOO"}) {
    check(method, "/v1/organization/invites", "GET, POST");
  }
  check("POST", "/v1/organization/invites/x", "GET, DELETE");
}

}  // namespace
}  // namespace invitro::api
