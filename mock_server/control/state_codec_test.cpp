#include "mock_server/control/state_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace invitro::control {
namespace {

using nlohmann::json;
using testing::HasSubstr;

tenant::TenantState Empty() {
  return tenant::TenantState({.frozen_at = 1000}, tenant::IdMint(1, "key"));
}

/// A state with one invite of every kind, and one that is gone.
void Fill(tenant::TenantState& state) {
  organization::Policies policies = state.organization.policies();
  policies.list_order = organization::ListOrder::kNewestFirst;
  policies.deleted_cursor = organization::DeletedCursor::kKeyset;
  state.organization.SetPolicies(policies);
  for (const char* id : {"pending", "accepted", "expired", "gone"}) {
    ASSERT_TRUE(state.organization.Create({std::string(id) + "ü@x", organization::Role::kOwner, {}},
                                          id, state.clock.Now()));
  }
  ASSERT_TRUE(state.organization.Accept("accepted", 1001));
  ASSERT_TRUE(state.organization.Expire("expired", 1001));
  ASSERT_TRUE(state.organization.Delete("gone", 1001));
}

TEST(StateCodecTest, WhatIsRestoredIsWhatWasSavedByteForByte) {
  tenant::TenantState first = Empty();
  Fill(first);
  const std::string saved = EncodeState(first);
  EXPECT_EQ(EncodeState(first), saved);
  tenant::TenantState second({}, tenant::IdMint(1, "key"));
  ASSERT_TRUE(DecodeState(second, saved)) << saved;
  EXPECT_EQ(EncodeState(second), saved);
  EXPECT_EQ(second.clock.Now(), 1000);
  EXPECT_EQ(second.organization.policies(), first.organization.policies());
  EXPECT_EQ(second.organization.List(9, "gone")->invites.size(), 3U)
      << "a cursor of the dead is known";
  EXPECT_EQ(second.NextInviteId(), first.NextInviteId()) << "what comes next is the same, too";
}

TEST(StateCodecTest, ARunningClockIsSavedAsItsLead) {
  tenant::TenantState state({}, tenant::IdMint(1, "key"));
  ASSERT_TRUE(state.clock.Advance(100));
  const std::string saved = EncodeState(state);
  EXPECT_EQ(json::parse(saved)["clock"], json({{"frozen", false}, {"ahead_of_wall_seconds", 100}}));
  tenant::TenantState other = Empty();
  ASSERT_TRUE(DecodeState(other, saved));
  EXPECT_FALSE(other.clock.frozen());
  EXPECT_EQ(other.clock.ahead_s(), 100);
}

TEST(StateCodecTest, WhatIsWrongIsNamedAndNothingIsChanged) {
  tenant::TenantState state = Empty();
  Fill(state);
  const std::string before = EncodeState(state);
  const json good = json::parse(before);
  const auto refusal = [&](auto change) {
    json bad = good;
    change(bad);
    const auto done = DecodeState(state, bad.dump());
    EXPECT_FALSE(done) << bad.dump();
    EXPECT_EQ(EncodeState(state), before);
    return done ? "" : done.error();
  };
  EXPECT_THAT(refusal([](json& s) { s.erase("version"); }), HasSubstr("'version' is missing"));
  EXPECT_THAT(refusal([](json& s) { s["version"] = 2; }), HasSubstr("'version'"));
  EXPECT_THAT(refusal([](json& s) { s["clock"] = {{"frozen", true}}; }), HasSubstr("'clock'"));
  EXPECT_THAT(refusal([](json& s) { s["policies"]["dialect"] = "x"; }),
              HasSubstr("created_at, invited_at"));
  EXPECT_THAT(refusal([](json& s) { s["invites"][1].erase("role"); }),
              HasSubstr("invites[1].role"));
  EXPECT_THAT(refusal([](json& s) { s["invites"][1]["accepted_at"] = nullptr; }),
              HasSubstr("accepted_at"));
  EXPECT_THAT(refusal([](json& s) { s["invites"][1]["id"] = "pending"; }), HasSubstr("unique"));
  EXPECT_THAT(refusal([](json& s) { s["invites"][1]["sequence"] = 9; }), HasSubstr("sequences"));
  EXPECT_THAT(refusal([](json& s) { s["deleted"][0].erase("id"); }), HasSubstr("deleted[0].id"));
  EXPECT_THAT(refusal([](json& s) { s["extra"] = 1; }), HasSubstr("unknown field 'extra'"));
  EXPECT_THAT(refusal([](json& s) { s = json::array(); }), HasSubstr("must be an object"));
}

}  // namespace
}  // namespace invitro::control
