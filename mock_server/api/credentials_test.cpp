#include "mock_server/api/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace invitro::api {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// The verdict on a request with that Authorization header.
tl::expected<std::string_view, KeyFault> Judge(const KeyRing& ring, std::string_view header) {
  const std::array<http::HeaderView, 1> headers{{{"authorization", header}}};
  return ring.Judge({.method = "GET", .target = "/", .headers = headers, .body = ""});
}

Error ErrorFor(const KeyRing& ring, std::string_view header, std::string_view method = "GET",
               const organization::Policies& policies = {}) {
  const std::array<http::HeaderView, 1> headers{{{"Authorization", header}}};
  const http::Request request{.method = method, .target = "/", .headers = headers, .body = ""};
  const auto judged = ring.Judge(request);
  EXPECT_FALSE(judged) << header;
  return judged ? Error{} : FromKeyFault(judged.error(), request, policies);
}

TEST(KeyRingTest, AnyOtherKeyIsAnAdminKey) {
  EXPECT_EQ(Judge({}, "Bearer sk-admin-1").value_or(""), "sk-admin-1");
  EXPECT_EQ(Judge({}, "bearer   My Admin API Key ").value_or(""), "My Admin API Key");
}

TEST(KeyRingTest, WithoutAKeyIsAnswered401_INV_KEY_01) {
  const http::Request bare{.method = "GET", .target = "/", .headers = {}, .body = ""};
  EXPECT_EQ(KeyRing().Judge(bare).error(), KeyFault::kNone);
  for (const char* header : {"", "Bearer", "Bearer ", "Bearer \t ", "Basic abc", "sk-admin-1"}) {
    const Error error = ErrorFor({}, header);
    EXPECT_EQ(error.status, 401) << header;
    EXPECT_EQ(error.code, std::nullopt) << header;
    EXPECT_THAT(error.message, StartsWith("You didn't provide an API key."));
  }
}

TEST(KeyRingTest, AnIncorrectKeyIsAnswered401AndRedacted_INV_KEY_03) {
  const KeyRing revoked{.revoked = {"sk-admin-revoked-key"}, .only = {}};
  const KeyRing only{.revoked = {}, .only = "the-one"};
  for (const auto& [ring, key] :
       {std::pair{revoked, "sk-admin-revoked-key"}, {only, "sk-admin-another-k"}}) {
    const Error error = ErrorFor(ring, std::string("Bearer ") + key);
    EXPECT_EQ(error.status, 401);
    EXPECT_EQ(error.code, "invalid_api_key");
    EXPECT_THAT(error.message, StartsWith("Incorrect API key provided: sk-***"));
    EXPECT_THAT(error.message, Not(HasSubstr(key)));
  }
  EXPECT_THAT(ErrorFor(only, "Bearer short").message, Not(HasSubstr("short")));
  EXPECT_TRUE(Judge(only, "Bearer the-one"));
}

TEST(KeyRingTest, AKeyWithoutTheScopeIsAnsweredAsThePolicySays_INV_KEY_04) {
  for (const char* key : {"Bearer sk-proj-1", "Bearer sk-svcacct-1"}) {
    const Error error = ErrorFor({}, key);
    EXPECT_EQ(error.status, 403);
    EXPECT_EQ(error.code, std::nullopt);
    EXPECT_EQ(error.param, std::nullopt);
    EXPECT_THAT(error.message, HasSubstr("Missing scopes: api.management.read."));
  }
  organization::Policies policies;
  policies.wrong_scope = organization::WrongScope::k401;
  EXPECT_EQ(ErrorFor({}, "Bearer sk-proj-1", "GET", policies).status, 401);
  EXPECT_THAT(ErrorFor({}, "Bearer sk-proj-1", "DELETE").message,
              HasSubstr("api.management.write"));
}

}  // namespace
}  // namespace invitro::api
