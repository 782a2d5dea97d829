#include "mock_server/control/control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace invitro::control {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

constexpr organization::UnixSeconds kNow = 1'711'471'533;

class ControlTest : public testing::Test {
 protected:
  http::Response Send(std::string_view method, const std::string& path,
                      std::string_view body = "") {
    return Answer(method, http::ParseTarget("/_mock/" + path), body, tenant_, facts_);
  }
  json Ok(std::string_view method, const std::string& path, std::string_view body = "") {
    const auto response = Send(method, path, body);
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }
  /// The message of a 400.
  std::string Refused(std::string_view method, const std::string& path, std::string_view body) {
    const auto response = Send(method, path, body);
    EXPECT_EQ(response.status, 400) << response.body;
    return json::parse(response.body)["error"]["message"];
  }
  void Seed(const char* invites) {
    Ok("POST", "seed", std::string(R"({"invites":)") + invites + "}");
  }

  ServerFacts facts_{.engine = "epoll"};
  tenant::Tenant tenant_{{.frozen_at = kNow}, tenant::IdMint(1, "key")};
};

TEST_F(ControlTest, HealthNeedsNothing) {
  EXPECT_TRUE(IsHealth("GET", http::ParseTarget("/_mock/health")));
  EXPECT_FALSE(IsHealth("POST", http::ParseTarget("/_mock/health")));
  const json health = json::parse(Health(facts_).body);
  EXPECT_EQ(health["status"], "ok");
  EXPECT_TRUE(health["version"].is_string());
}

TEST_F(ControlTest, FaultsAreMetAfterTheirSkipsAndAsOftenAsTheySay) {
  Ok("PUT", "faults",
     R"({"faults":[{"operation":"list","skip":1,"times":2,"status":503},{"cut_after_bytes":4}]})");
  std::string met;
  for (int i = 0; i < 4; ++i) {
    const auto fault = tenant_.Do(
        [](tenant::TenantState& state) { return state.faults.Meet(tenant::Operation::kList); });
    ASSERT_TRUE(fault);
    met += fault->status ? 's' : 'c';
  }
  EXPECT_EQ(met, "cssc");
  const json faults = Ok("GET", "faults")["faults"];
  EXPECT_EQ(faults[0]["met"], 2);
  EXPECT_EQ(faults[0]["commit"], false);
  EXPECT_EQ(faults[1]["operation"], "any");
  EXPECT_EQ(faults[1]["commit"], true);
  Ok("POST", "reset");
  EXPECT_TRUE(Ok("GET", "faults")["faults"].empty());
  EXPECT_THAT(Refused("PUT", "faults", R"({"faults":[{"operation":"x"}]})"), HasSubstr("create"));
  EXPECT_THAT(Refused("PUT", "faults", R"({"faults":[{"comit":true}]})"), HasSubstr("comit"));
  EXPECT_THAT(Refused("PUT", "faults", R"({"faults":[{"commit":false}]})"), HasSubstr("status"));
  EXPECT_THAT(Refused("PUT", "faults", "{}"), HasSubstr("array"));
  EXPECT_THAT(Refused("PUT", "faults", R"({"faults":[{"skip":1}]})"), HasSubstr("nothing"));
}

TEST_F(ControlTest, FaultsAreTakenAsTheyWereGiven) {
  Ok("PUT", "faults", R"({"faults":[{"operation":"list","times":2,"delay_ms":5}]})");
  tenant_.Do([](tenant::TenantState& state) { state.faults.Meet(tenant::Operation::kList); });
  const json given = Ok("GET", "faults");
  EXPECT_EQ(given["faults"][0]["met"], 1);
  json anew = given;
  for (const char* count : {"seen", "met"}) anew["faults"][0][count] = 0;
  EXPECT_EQ(Ok("PUT", "faults", given.dump()), anew);
}

TEST_F(ControlTest, FaultsThatCannotBeDeliveredAreRefused) {
  facts_.can_reset = false;
  EXPECT_THAT(Refused("PUT", "faults", R"({"faults":[{"status":503},{"reset":true}]})"),
              AllOf(HasSubstr("faults[1]"), HasSubstr("epoll")));
  Ok("PUT", "faults", R"({"faults":[{"status":503},{"delay_ms":1},{"cut_after_bytes":3}]})");
}

TEST_F(ControlTest, AcceptsAndExpiresPendingInvitesOnly_INV_LIFE_02) {
  Seed(R"([{"id":"a","email":"a"},{"id":"b","email":"b"}])");
  EXPECT_EQ(Ok("POST", "invites/a/accept")["status"], "accepted");
  EXPECT_EQ(Ok("POST", "invites/b/expire")["expires_at"], kNow);
  for (const char* path :
       {"invites/a/accept", "invites/a/expire", "invites/b/accept", "invites/b/expire"}) {
    const auto refused = Send("POST", path);
    EXPECT_EQ(refused.status, 409) << path;
    EXPECT_EQ(json::parse(refused.body)["error"]["code"], "invite_not_pending");
  }
  EXPECT_EQ(Send("POST", "invites/nobody/accept").status, 404);
}

TEST_F(ControlTest, TheClockMovesForwardOnly) {
  EXPECT_EQ(Ok("GET", "clock"), json({{"now", kNow}, {"frozen", true}}));
  EXPECT_EQ(Ok("POST", "clock", R"({"advance_seconds":10})")["now"], kNow + 10);
  EXPECT_EQ(Ok("POST", "clock", R"({"now":1711471600})")["now"], 1'711'471'600);
  EXPECT_THAT(Refused("POST", "clock", R"({"now":1})"), HasSubstr("never goes back"));
  EXPECT_THAT(Refused("POST", "clock", R"({"advance_seconds":-1})"), HasSubstr("advance_seconds"));
  EXPECT_THAT(Refused("POST", "clock", R"({"advance_seconds":1.5})"), HasSubstr("integer"));
  EXPECT_THAT(Refused("POST", "clock", R"({"advance_seconds":18446744073709551615})"),
              HasSubstr("integer"));
  EXPECT_THAT(Refused("POST", "clock", "{}"), HasSubstr("give"));
  EXPECT_THAT(Refused("POST", "clock", R"({"hours":1})"), HasSubstr("unknown field 'hours'"));
  EXPECT_THAT(Refused("POST", "clock", "nonsense"), HasSubstr("not JSON"));
  EXPECT_EQ(Ok("GET", "clock")["now"], 1'711'471'600);
  EXPECT_EQ(Ok("POST", "clock", R"({"frozen":false})")["frozen"], false);
  EXPECT_EQ(Ok("POST", "clock", R"({"frozen":true,"advance_seconds":5})")["frozen"], true);
}

TEST_F(ControlTest, SeedsACountOrTheInvitesGiven) {
  EXPECT_EQ(Ok("POST", "seed", R"({"count":3})")["seeded"], 3);
  EXPECT_THAT(Refused("POST", "seed", R"({"count":1,"invites":[]})"), HasSubstr("either"));
  EXPECT_THAT(Refused("POST", "seed", "{}"), HasSubstr("either"));
  EXPECT_THAT(Refused("POST", "seed", R"({"count":-1})"), HasSubstr("count"));
  EXPECT_THAT(Refused("POST", "seed", R"({"invites":{}})"), HasSubstr("array"));
  EXPECT_THAT(Refused("POST", "seed", R"({"invites":[{"id":"x"}]})"),
              HasSubstr("invites[0].email"));
  EXPECT_THAT(Refused("POST", "seed", R"({"invites":[{"email":"x","role":"boss"}]})"),
              HasSubstr("one of reader, owner"));
  EXPECT_THAT(Refused("POST", "seed", R"({"invites":[{"email":"x","emial":"y"}]})"),
              HasSubstr("invites[0].emial"));
  EXPECT_THAT(Refused("POST", "seed", R"({"invites":[{"email":"x","accepted_at":5}]})"),
              HasSubstr("accepted"));
  EXPECT_THAT(Refused("POST", "seed",
                      R"({"invites":[{"email":"x","projects":[{"id":"p","role":"boss"}]}]})"),
              HasSubstr("invites[0].projects[0].role"));
  EXPECT_THAT(
      Refused("POST", "seed", R"({"invites":[{"id":"a","email":"x"},{"id":"a","email":"y"}]})"),
      HasSubstr("'a' is taken"));
  EXPECT_EQ(tenant_.Do([](tenant::TenantState& state) { return state.organization.size(); }), 3U);
}

TEST_F(ControlTest, WhatTheApiAnsweredCanBeSeeded) {
  Seed(
      R"([{"object":"organization.invite","id":"a","email":"a@x","role":"owner","status":"accepted",
            "invited_at":5,"expires_at":null,"accepted_at":7,"projects":[{"id":"p","role":"owner"}]}])");
  tenant_.Do([](tenant::TenantState& state) {
    const organization::Invite* invite = state.organization.Retrieve("a").value_or(nullptr);
    ASSERT_NE(invite, nullptr);
    EXPECT_EQ(invite->created_at, 5);
    EXPECT_EQ(invite->accepted_at, 7);
    EXPECT_EQ(invite->expires_at, std::nullopt);
    EXPECT_EQ(invite->role, organization::Role::kOwner);
    EXPECT_EQ(invite->projects.size(), 1U);
  });
}

TEST_F(ControlTest, PoliciesAreSetByNameAndTheOthersStay) {
  const json before = Ok("GET", "policies")["policies"];
  EXPECT_EQ(before["list_order"], "oldest_first");
  EXPECT_EQ(before["rate_limit_per_minute"], "off");
  json expected = before;
  expected["list_order"] = "newest_first";
  expected["rate_limit_per_minute"] = 7;
  EXPECT_EQ(
      Ok("PUT", "policies",
         R"({"policies":{"list_order":"newest_first","rate_limit_per_minute":7},"evidence":{"any":1}})"),
      json({{"policies", expected}}));
  EXPECT_EQ(Ok("GET", "policies")["policies"], expected);
  EXPECT_EQ(Ok("PUT", "policies",
               R"({"list_order":"oldest_first"})")["policies"]["rate_limit_per_minute"],
            7);
  const json kept = Ok("GET", "policies");
  EXPECT_THAT(Refused("PUT", "policies", R"({"dialect":"created_at","list_ordre":"x"})"),
              HasSubstr("there are:"));
  EXPECT_THAT(Refused("PUT", "policies", R"({"list_order":"x"})"),
              HasSubstr("newest_first, oldest_first"));
  EXPECT_THAT(Refused("PUT", "policies", R"({"list_order":true})"),
              HasSubstr("a word or a whole number"));
  EXPECT_THAT(Refused("PUT", "policies", R"({"policies":[]})"), HasSubstr("object"));
  EXPECT_THAT(Refused("PUT", "policies", R"({"policies":{},"polices":{}})"),
              HasSubstr("unknown field"));
  EXPECT_EQ(Ok("GET", "policies"), kept) << "a refused change took effect in part";
}

TEST_F(ControlTest, ResetBringsTheStartBack) {
  Seed(R"([{"id":"a","email":"a"}])");
  Ok("POST", "clock", R"({"advance_seconds":10})");
  Ok("PUT", "policies", R"({"list_order":"newest_first"})");
  Ok("POST", "reset");
  EXPECT_EQ(Ok("GET", "clock")["now"], kNow);
  EXPECT_EQ(Ok("GET", "policies")["policies"]["list_order"], "oldest_first");
  EXPECT_EQ(Send("POST", "invites/a/accept").status, 404);
}

TEST_F(ControlTest, UnknownCallsAndMethodsAreSaidToBe) {
  for (const char* path :
       {"", "x", "clock/x", "invites", "invites/a", "invites//accept", "requests/x"}) {
    const auto response = Send("POST", path);
    EXPECT_EQ(response.status, path == std::string("requests") ? 405 : 404) << path;
    EXPECT_THAT(response.body, HasSubstr("Invalid URL"));
  }
  const auto wrong = Send("DELETE", "state");
  EXPECT_EQ(wrong.status, 405);
  ASSERT_EQ(wrong.headers.size(), 1U);
  EXPECT_EQ(wrong.headers[0].value, "GET, PUT");
}

}  // namespace
}  // namespace invitro::control
