#include "mock_server/organization/policy_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace invitro::organization {
namespace {

using testing::HasSubstr;

TEST(PolicyTableTest, EveryValueOfEveryPolicyCanBeSetAndReadBack) {
  std::set<std::string_view> names;
  for (const PolicyEntry& entry : PolicyTable()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name << " stands twice";
    std::vector<PolicyValue> values;
    for (const PolicyWord& word : entry.words) values.emplace_back(word.text);
    if (entry.is_number()) values.insert(values.end(), {std::int64_t{1}, entry.maximum});
    for (const PolicyValue& value : values) {
      Policies policies;
      ASSERT_TRUE(SetPolicy(policies, entry.name, value)) << entry.name;
      EXPECT_EQ(GetPolicy(entry, policies), value) << entry.name;
    }
  }
}

TEST(PolicyTableTest, EachRowMovesItsOwnFieldAlone) {
  for (const PolicyEntry& entry : PolicyTable()) {
    Policies policies;
    const std::int64_t other = entry.is_number() ? 7 : (entry.get(policies) == 0 ? 1 : 0);
    entry.set(policies, other);
    EXPECT_NE(policies, Policies()) << entry.name;
    entry.set(policies, entry.get(Policies()));
    EXPECT_EQ(policies, Policies()) << entry.name;
  }
}

TEST(PolicyTableTest, NoDefaultDepartsFromTheDocumentation) {
  for (const PolicyEntry& entry : PolicyTable()) {
    const auto value = static_cast<std::size_t>(entry.get(Policies()));
    if (entry.is_number()) continue;
    EXPECT_EQ(entry.words[value].breaks, "") << entry.name;
  }
}

TEST(PolicyTableTest, DescriptionNamesTheRuleThatAValueBreaks) {
  for (const PolicyEntry& entry : PolicyTable()) {
    if (entry.name != "unknown_cursor") continue;
    EXPECT_EQ(DescribePolicy(entry, {}),
              "unknown_cursor = reject_404    (reject_400 [breaks INV-PAGE-15], reject_404, "
              "empty_page [breaks INV-PAGE-10])");
  }
}

TEST(PolicyTableTest, NumbersMayBeWrittenAsDigits) {
  Policies policies;
  ASSERT_TRUE(SetPolicy(policies, "rate_limit_per_minute", "7"));
  EXPECT_EQ(policies.rate_limit_per_minute, 7);
  ASSERT_TRUE(SetPolicy(policies, "rate_limit_per_minute", "off"));
  EXPECT_EQ(policies.rate_limit_per_minute, 0);
  ASSERT_TRUE(SetPolicy(policies, "delete_accepted_status", std::int64_t{409}));
  EXPECT_EQ(policies.delete_accepted_status, DeleteAcceptedStatus::k409);
}

TEST(PolicyTableTest, ErrorsListWhatIsPossible) {
  Policies policies;
  const auto unknown = SetPolicy(policies, "list_ordre", "newest_first");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error(), HasSubstr("list_order, limit_below_range"));
  const auto wrong = SetPolicy(policies, "list_order", "random");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error(), HasSubstr("newest_first, oldest_first"));
  for (const char* number : {"0", "-1", "1000001", "7.5", "7x", "", "99999999999999999999"}) {
    EXPECT_FALSE(SetPolicy(policies, "rate_limit_per_minute", number)) << number;
  }
  EXPECT_EQ(policies, Policies()) << "a refused value changed something";
}

}  // namespace
}  // namespace invitro::organization
