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

/// The organization that a request with that Authorization header acts on.
tl::expected<std::string, KeyFault> Judge(const KeyRing& ring, std::string_view header,
                                          std::string_view method = "GET") {
  const std::array<http::HeaderView, 1> headers{{{"authorization", header}}};
  const auto caller = Authorize(
      ring.Authenticate({.method = method, .target = "/", .headers = headers, .body = ""}), method);
  if (!caller) return tl::unexpected(caller.error());
  return std::string(caller->organization);
}

Error ErrorFor(const KeyRing& ring, std::string_view header, std::string_view method = "GET",
               const organization::Policies& policies = {}) {
  const std::array<http::HeaderView, 1> headers{{{"Authorization", header}}};
  const http::Request request{.method = method, .target = "/", .headers = headers, .body = ""};
  const auto caller = Authorize(ring.Authenticate(request), request.method);
  EXPECT_FALSE(caller) << header;
  return caller ? Error{} : FromKeyFault(caller.error(), request, policies);
}

TEST(KeyRingTest, AnyOtherKeyIsAnAdminKey) {
  EXPECT_EQ(Judge({}, "Bearer sk-admin-1").value_or(""), "sk-admin-1");
  EXPECT_EQ(Judge({}, "bearer   My Admin API Key ").value_or(""), "My Admin API Key");
}

TEST(KeyRingTest, WithoutAKeyIsAnswered401_INV_KEY_01) {
  const http::Request bare{.method = "GET", .target = "/", .headers = {}, .body = ""};
  EXPECT_EQ(KeyRing().Authenticate(bare).error(), KeyFault::kNone);
  for (const char* header : {"", "Bearer", "Bearer ", "Bearer \t ", "Basic abc", "sk-admin-1"}) {
    const Error error = ErrorFor({}, header);
    EXPECT_EQ(error.status, 401) << header;
    EXPECT_EQ(error.code, std::nullopt) << header;
    EXPECT_THAT(error.message, StartsWith("You didn't provide an API key."));
  }
}

TEST(KeyRingTest, AnIncorrectKeyIsAnswered401AndRedacted_INV_KEY_03) {
  const KeyRing revoked{.revoked = {"sk-admin-revoked-key"}};
  const KeyRing only{.only = "the-one"};
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

TEST(KeyRingTest, KeyWithOneScopeMayDoNothingElse_INV_KEY_09) {
  const KeyRing ring{
      .default_key = "sk-admin-1", .only = "sk-admin-1", .read_only = {"r"}, .write_only = {"w"}};
  EXPECT_EQ(Judge(ring, "Bearer r", "GET").value_or(""), "sk-admin-1");
  EXPECT_EQ(Judge(ring, "Bearer w", "POST").value_or(""), "sk-admin-1");
  EXPECT_EQ(Judge(ring, "Bearer w", "DELETE").value_or(""), "sk-admin-1");
  for (const char* method : {"POST", "DELETE"}) {
    EXPECT_EQ(Judge(ring, "Bearer r", method).error(), KeyFault::kNoScope) << method;
    EXPECT_THAT(ErrorFor(ring, "Bearer r", method).message,
                HasSubstr("Missing scopes: api.management.write."));
  }
  EXPECT_EQ(Judge(ring, "Bearer w", "GET").error(), KeyFault::kNoScope);
  EXPECT_THAT(ErrorFor(ring, "Bearer w", "GET").message,
              HasSubstr("Missing scopes: api.management.read."));
  EXPECT_EQ(Judge(ring, "Bearer another", "GET").error(), KeyFault::kIncorrect);
}

TEST(KeyRingTest, MissingScopeIsABareTextUnlessThePolicySaysOtherwise_INV_ERR_01) {
  EXPECT_EQ(ToResponse(ErrorFor({}, "Bearer sk-proj-1")).body.substr(0, 30),
            R"({"error":"You have insufficien)");
  organization::Policies policies;
  policies.permission_error_form = organization::PermissionErrorForm::kEnvelope;
  EXPECT_EQ(ToResponse(ErrorFor({}, "Bearer sk-proj-1", "GET", policies)).body.substr(0, 40),
            R"({"error":{"message":"You have insufficie)");
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
