#include "mock_server/tenant/tenant.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "mock_server/tenant/tenants.h"

namespace invitro::tenant {
namespace {

using organization::IdPrefix;

TEST(IdMintTest, NamesFollowFromSeedOwnerAndCountAlone) {
  const IdMint mint(1, "key");
  EXPECT_EQ(mint.InviteId(IdPrefix::kInviteDash, 0, 0),
            IdMint(1, "key").InviteId(IdPrefix::kInviteDash, 0, 0));
  std::set<std::string> names;
  for (std::uint64_t i = 0; i < 10'000; ++i)
    names.insert(mint.InviteId(IdPrefix::kInviteDash, i, 0));
  EXPECT_EQ(names.size(), 10'000U);
  EXPECT_TRUE(names.begin()->starts_with("invite-"));
  EXPECT_FALSE(names.contains(IdMint(2, "key").InviteId(IdPrefix::kInviteDash, 0, 0)));
  EXPECT_FALSE(names.contains(IdMint(1, "other").InviteId(IdPrefix::kInviteDash, 0, 0)));
  EXPECT_FALSE(names.contains(mint.InviteId(IdPrefix::kInviteDash, 0, 1)));
  EXPECT_EQ(mint.RequestId(0).size(), 36U);
  EXPECT_NE(mint.RequestId(0), mint.RequestId(1));
}

TEST(RateLimitsTest, AMinuteLetsItsNumberThroughAndBeginsAnew_INV_RATE_01) {
  RateLimits limits;
  EXPECT_EQ(limits.Admit(Operation::kList, 2, 100), std::nullopt);
  EXPECT_EQ(limits.Admit(Operation::kList, 2, 130), std::nullopt);
  EXPECT_EQ(limits.Admit(Operation::kList, 2, 130), 30);
  EXPECT_EQ(limits.Admit(Operation::kCreate, 2, 130), std::nullopt)
      << "operations are counted apart";
  EXPECT_EQ(limits.Admit(Operation::kList, 2, 159), 1);
  EXPECT_EQ(limits.Admit(Operation::kList, 2, 160), std::nullopt);
  EXPECT_EQ(limits.Admit(Operation::kList, 0, 160), std::nullopt);
}

TEST(JournalTest, ForgetsTheOldestAndSaysSo) {
  Journal journal;
  for (std::size_t i = 0; i < Journal::kCapacity + 3; ++i) {
    JournalEntry entry;
    entry.stamp = journal.Stamp(0);
    entry.target = std::to_string(i);
    journal.Add(std::move(entry));
  }
  JournalView view = journal.Read();
  EXPECT_EQ(view.entries.size(), Journal::kCapacity);
  EXPECT_EQ(view.forgotten, 3U);
  EXPECT_EQ(view.entries.front().target, "3");
  EXPECT_EQ(view.entries.front().number, 4U);
  EXPECT_EQ(view.entries.back().number, Journal::kCapacity + 3);
  journal.Clear();
  view = journal.Read();
  EXPECT_TRUE(view.entries.empty());
  EXPECT_EQ(view.forgotten, 0U);
}

TEST(JournalTest, StandsInTheOrderOfTheStamps) {
  Journal journal;
  const JournalStamp first = journal.Stamp(1);
  const JournalStamp second = journal.Stamp(2);
  journal.Add({.stamp = second});
  journal.Add({.stamp = first});
  const JournalView view = journal.Read();
  ASSERT_EQ(view.entries.size(), 2U);
  EXPECT_EQ(view.entries[0].stamp.at, 1);
  EXPECT_EQ(view.entries[0].number, 1U);
  EXPECT_EQ(view.entries[1].number, 2U);
}

TEST(JournalTest, DropsWhatWasStampedBeforeItWasCleared) {
  Journal journal;
  const JournalStamp before = journal.Stamp(1);
  journal.Clear();
  const JournalStamp after = journal.Stamp(2);
  journal.Add({.stamp = before});
  journal.Add({.stamp = after});
  const JournalView view = journal.Read();
  ASSERT_EQ(view.entries.size(), 1U);
  EXPECT_EQ(view.entries[0].number, 1U);
  EXPECT_EQ(view.entries[0].stamp.at, 2);
}

TEST(SeedTest, IsAllOrNothing) {
  TenantState state({}, IdMint(1, "key"));
  SeedPlan plan;
  plan.invites = {{.id = "a", .email = "1"}, {.email = "2"}, {.id = "a", .email = "3"}};
  EXPECT_FALSE(ApplySeed(state, plan));
  EXPECT_EQ(state.organization.size(), 0U);
  plan.invites[2].id = "b";
  EXPECT_EQ(ApplySeed(state, plan), 3U);
  EXPECT_FALSE(ApplySeed(state, plan)) << "the ids are taken now";
  EXPECT_EQ(state.organization.size(), 3U);
}

TEST(SeedTest, AMintedIdStepsAsideForAGivenOneThatComesLater) {
  TenantState state({}, IdMint(1, "key"));
  SeedPlan plan;
  plan.invites = {{.email = "1"}, {.id = state.NextInviteId(), .email = "2"}};
  EXPECT_EQ(ApplySeed(state, plan), 2U);
  EXPECT_EQ(state.organization.size(), 2U);
}

TEST(SeedTest, FillsInWhatWasNotGiven) {
  TenantState state({.frozen_at = 500}, IdMint(1, "key"));
  SeedPlan plan;
  plan.invites = {{.email = "a", .status = organization::Status::kAccepted, .created_at = 100},
                  {.email = "b", .expires_at = std::optional<UnixSeconds>()}};
  ASSERT_TRUE(ApplySeed(state, plan));
  const organization::Invite& a = state.organization.invites().begin()->second;
  EXPECT_EQ(a.accepted_at, 500);
  EXPECT_EQ(a.expires_at, 100 + 7 * 24 * 3600);
  const organization::Invite& b = state.organization.invites().rbegin()->second;
  EXPECT_EQ(b.created_at, 500);
  EXPECT_EQ(b.expires_at, std::nullopt);
}

TEST(TenantTest, ResetGoesBackToTheStart) {
  auto plan = std::make_shared<SeedPlan>();
  plan->count = 3;
  Tenant tenant({.frozen_at = 100, .seed = plan}, IdMint(1, "key"));
  const std::string first_request = tenant.NextRequestId();
  tenant.Do([](TenantState& state) {
    EXPECT_EQ(state.organization.size(), 3U);
    EXPECT_TRUE(state.organization.Create({"x", organization::Role::kReader, {}}, "x", 100));
    EXPECT_TRUE(state.clock.Advance(50));
  });
  tenant.journal().Add({.stamp = tenant.journal().Stamp(100)});
  tenant.Reset();
  tenant.Do([](TenantState& state) {
    EXPECT_EQ(state.organization.size(), 3U);
    EXPECT_FALSE(state.organization.IdTaken("x"));
    EXPECT_EQ(state.clock.Now(), 100);
  });
  EXPECT_TRUE(tenant.journal().Read().entries.empty());
  EXPECT_EQ(tenant.NextRequestId(), first_request);
}

TEST(TenantsTest, AKeyIsAnOrganizationUpToTheMaximum_INV_KEY_07) {
  Tenants tenants({.default_key = "a", .maximum = 2});
  EXPECT_EQ(tenants.Open("a"), &tenants.default_tenant());
  EXPECT_EQ(tenants.Find("b"), nullptr);
  Tenant* b = tenants.Open("b");
  ASSERT_NE(b, nullptr);
  EXPECT_NE(b, &tenants.default_tenant());
  EXPECT_EQ(tenants.Find("b"), b);
  EXPECT_EQ(tenants.Open("c"), nullptr);
  EXPECT_EQ(tenants.Open("b"), b);
}

}  // namespace
}  // namespace invitro::tenant
