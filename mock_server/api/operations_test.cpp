#include "mock_server/api/operations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace invitro::api {
namespace {

using nlohmann::json;
using organization::Policies;
using tenant::TenantState;

constexpr organization::UnixSeconds kNow = 1'711'471'533;

class OperationsTest : public testing::Test {
 protected:
  http::Response Send(std::string_view method, const std::string& target,
                      std::string_view body = "") {
    const http::Target parsed = http::ParseTarget("/v1/organization/invites" + target);
    const auto route = FindRoute(method, parsed);
    EXPECT_TRUE(route);
    const Call call(*route, parsed, body);
    return ToResponse(
        tenant_.Do([&](TenantState& state) { return Perform(call, state, state.clock.Now()); }));
  }

  json Created(const std::string& email, const char* rest = "") {
    const auto response =
        Send("POST", "", R"({"email":")" + email + R"(","role":"reader")" + rest + "}");
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }

  void Set(const Policies& policies) {
    tenant_.Do([&](TenantState& state) {
      state.organization.SetPolicies(policies);
      state.texts.Clear();
    });
  }

  tenant::Tenant tenant_{{.frozen_at = kNow}, tenant::IdMint(1, "key")};
};

TEST_F(OperationsTest, CreateAnswersTheInvite_INV_SHAPE_01) {
  const json invite = Created("a@example.com", R"(,"projects":[{"id":"p","role":"owner"}])");
  const std::string id = invite["id"];
  EXPECT_EQ(invite, json({{"object", "organization.invite"},
                          {"id", id},
                          {"email", "a@example.com"},
                          {"role", "reader"},
                          {"status", "pending"},
                          {"invited_at", kNow},
                          {"created_at", kNow},
                          {"expires_at", kNow + 604'800},
                          {"accepted_at", nullptr},
                          {"projects", {{{"id", "p"}, {"role", "owner"}}}}}));
  EXPECT_EQ(json::parse(Send("GET", "/" + id).body), invite);
  EXPECT_EQ(json::parse(Send("GET", "").body)["data"], json::array({invite}));
}

TEST_F(OperationsTest, TextsThatNeedEscapingComeBackAsTheyWent_INV_CREATE_02) {
  for (const char* email :
       {R"(\"quoted\"@x)", R"(back\\slash@x)", "ünïcödé@x", R"(\u0000\n\t@x)", "emoji😀@x"}) {
    const json invite = Created(email);
    const std::string sent = json::parse("\"" + std::string(email) + "\"");
    EXPECT_EQ(invite["email"].get<std::string>(), sent);
  }
}

TEST_F(OperationsTest, DialectsAndOptionalFieldsFollowThePolicies_INV_SHAPE_02) {
  const std::string id = Created("a")["id"];
  const auto keys = [&] {
    std::vector<std::string> names;
    const json invite = json::parse(Send("GET", "/" + id).body);  // outlives its items()
    for (const auto& [name, value] : invite.items()) names.push_back(name);
    return names;
  };
  Policies policies;
  policies.dialect = organization::Dialect::kCreatedAt;
  policies.optional_fields = organization::OptionalFields::kAbsent;
  Set(policies);
  EXPECT_THAT(keys(), testing::UnorderedElementsAre("object", "id", "email", "role", "status",
                                                    "created_at", "expires_at", "projects"));
  policies.dialect = organization::Dialect::kInvitedAt;
  Set(policies);
  EXPECT_THAT(keys(), testing::UnorderedElementsAre("object", "id", "email", "role", "status",
                                                    "invited_at", "expires_at", "projects"));
  EXPECT_FALSE(json::parse(Send("GET", "?after=" + id).body).contains("first_id"));
}

TEST_F(OperationsTest, TheOlderDialectHasExpiresAtThoughThereIsNone_INV_SHAPE_02) {
  Policies policies;
  policies.dialect = organization::Dialect::kInvitedAt;
  policies.optional_fields = organization::OptionalFields::kAbsent;
  policies.time_to_live_seconds = 0;
  Set(policies);
  const json invite = Created("a");
  EXPECT_TRUE(invite.contains("expires_at"));
  EXPECT_TRUE(invite["expires_at"].is_null());
}

TEST_F(OperationsTest, AListSaysWhereItsPageBeginsAndEnds_INV_SHAPE_03) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(Created(std::to_string(i))["id"]);
  json page = json::parse(Send("GET", "?limit=2&after=" + ids[0]).body);
  EXPECT_EQ(page["object"], "list");
  ASSERT_EQ(page["data"].size(), 2U);
  EXPECT_EQ(page["data"][0]["id"], ids[1]);
  EXPECT_EQ(page["first_id"], ids[1]);
  EXPECT_EQ(page["last_id"], ids[2]);
  EXPECT_EQ(page["has_more"], true);
  page = json::parse(Send("GET", "?limit=2&after=" + ids[2]).body);
  EXPECT_EQ(page["has_more"], false);
  page = json::parse(Send("GET", "?after=" + ids[4]).body);
  EXPECT_EQ(page, json({{"object", "list"},
                        {"data", json::array()},
                        {"first_id", nullptr},
                        {"last_id", nullptr},
                        {"has_more", false}}));
}

TEST_F(OperationsTest, ADeletionSaysWhatIsGone_INV_DELETE_02) {
  const std::string id = Created("a")["id"];
  const auto gone = Send("DELETE", "/" + id);
  EXPECT_EQ(gone.status, 200);
  EXPECT_EQ(json::parse(gone.body),
            json({{"object", "organization.invite.deleted"}, {"id", id}, {"deleted", true}}));
  for (const char* method : {"GET", "DELETE"}) {
    const auto again = Send(method, "/" + id);
    EXPECT_EQ(again.status, 404);
    const json error = json::parse(again.body)["error"];
    EXPECT_EQ(error["type"], "invalid_request_error");
    EXPECT_EQ(error["code"], nullptr);
  }
}

TEST_F(OperationsTest, RefusalsWearTheStatusOfTheirPolicies) {
  const std::string id = Created("a")["id"];
  const auto code = [](const http::Response& response) {
    return json::parse(response.body)["error"]["code"];
  };
  EXPECT_EQ(Send("POST", "", R"({"email":"a","role":"reader"})").status, 400);
  EXPECT_EQ(Send("GET", "?after=nobody").status, 404);
  tenant_.Do([&](TenantState& state) { ASSERT_TRUE(state.organization.Accept(id, kNow)); });
  const auto kept = Send("DELETE", "/" + id);
  EXPECT_EQ(kept.status, 400);
  EXPECT_EQ(code(kept), nullptr);
  EXPECT_THAT(kept.body, testing::HasSubstr("already accepted"));
  Policies policies;
  policies.duplicate_accepted = organization::Duplicate::kReject409;
  policies.unknown_cursor = organization::UnknownCursor::kReject400;
  policies.delete_accepted_status = organization::DeleteAcceptedStatus::k409;
  policies.delete_accepted_code = organization::DeleteAcceptedCode::kInviteAlreadyAccepted;
  Set(policies);
  EXPECT_EQ(Send("POST", "", R"({"email":"a","role":"reader"})").status, 409);
  EXPECT_EQ(Send("GET", "?after=nobody").status, 400);
  EXPECT_EQ(Send("DELETE", "/" + id).status, 409);
  EXPECT_EQ(code(Send("DELETE", "/" + id)), "invite_already_accepted");
}

TEST_F(OperationsTest, KeptTextsFollowTheStatus_INV_LIFE_04) {
  const std::string id = Created("a")["id"];
  const auto status = [&] { return json::parse(Send("GET", "").body)["data"][0]["status"]; };
  EXPECT_EQ(status(), "pending");
  tenant_.Do([](TenantState& state) { ASSERT_TRUE(state.clock.Advance(604'800)); });
  EXPECT_EQ(status(), "expired");
  Policies never_late;
  never_late.expiry = organization::Expiry::kOneHourLate;
  Set(never_late);
  EXPECT_EQ(status(), "pending");
  tenant_.Do(
      [&](TenantState& state) { ASSERT_TRUE(state.organization.Accept(id, state.clock.Now())); });
  EXPECT_EQ(status(), "accepted");
  EXPECT_EQ(json::parse(Send("GET", "/" + id).body)["accepted_at"], kNow + 604'800);
}

TEST_F(OperationsTest, RefusalsHaveTheDocumentedStatuses_INV_CREATE_18_INV_DELETE_08_INV_PAGE_15) {
  const std::string id = Created("a")["id"];
  EXPECT_EQ(Send("POST", "", R"({"email":"a","role":"reader"})").status, 400);  // pending
  tenant_.Do(
      [&](TenantState& state) { ASSERT_TRUE(state.organization.Accept(id, state.clock.Now())); });
  EXPECT_EQ(Send("POST", "", R"({"email":"a","role":"reader"})").status, 400);  // joined
  EXPECT_EQ(Send("DELETE", "/" + id).status, 400);
  EXPECT_EQ(Send("GET", "?after=invite-unknown").status, 404);
  EXPECT_EQ(Send("POST", "", "{").status, 400);  // INV-CREATE-19
}

TEST_F(OperationsTest, DeletedCursorIsAnUnknownOne_INV_PAGE_11) {
  const std::string id = Created("a")["id"];
  ASSERT_EQ(Send("DELETE", "/" + id).status, 200);
  EXPECT_EQ(Send("GET", "?after=" + id).status, 404);
}

TEST_F(OperationsTest, CreationIsA200OrAsThePolicySaysA201_INV_CREATE_01) {
  EXPECT_EQ(Send("POST", "", R"({"email":"a","role":"reader"})").status, 200);
  Policies policies;
  policies.created_status = organization::CreatedStatus::k201;
  Set(policies);
  EXPECT_EQ(Send("POST", "", R"({"email":"b","role":"reader"})").status, 201);
  EXPECT_EQ(Send("GET", "").status, 200);
}

TEST_F(OperationsTest, OverTheLimitAMinuteIsRefusedAndChangesNothing_INV_RATE_01) {
  const std::string id = Created("a")["id"];
  Policies policies;
  policies.rate_limit_per_minute = 1;
  Set(policies);
  EXPECT_EQ(Send("GET", "").status, 200);
  const auto limited = Send("GET", "");
  EXPECT_EQ(limited.status, 429);
  EXPECT_TRUE(limited.headers.empty()) << "no Retry-After unless the policy says so";
  EXPECT_EQ(json::parse(limited.body)["error"],
            json({{"message",
                   "You've exceeded the rate limit, please slow down and try again after 60.000 "
                   "seconds."},
                  {"type", "invalid_request_error"},
                  {"param", nullptr},
                  {"code", "rate_limit_exceeded"}}));
  policies.retry_after = organization::RetryAfter::kPresent;
  Set(policies);
  const auto with_wait = Send("GET", "");
  ASSERT_EQ(with_wait.headers.size(), 1U);
  EXPECT_EQ(with_wait.headers[0].name, "Retry-After");
  EXPECT_EQ(with_wait.headers[0].value, "60");
  EXPECT_EQ(Send("DELETE", "/nobody").status, 404) << "its one request of this minute";
  EXPECT_EQ(Send("DELETE", "/" + id).status, 429);
  EXPECT_EQ(Send("GET", "/" + id).status, 200) << "a refused request took effect";
  tenant_.Do([](TenantState& state) { ASSERT_TRUE(state.clock.Advance(60)); });
  EXPECT_EQ(Send("GET", "").status, 200);
}

TEST_F(OperationsTest, IdsWithAnyBytesAreAnsweredNotThrownAt) {
  const auto response = Send("GET", "/%ff%00%22\\");
  EXPECT_EQ(response.status, 404);
  EXPECT_FALSE(json::parse(response.body, nullptr, false).is_discarded());
}

}  // namespace
}  // namespace invitro::api
