#include "mock_server/api/list_parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace invitro::api {
namespace {

using organization::EmptyParameter;
using organization::MalformedLimit;
using organization::OutOfRange;
using organization::Policies;
using organization::RepeatedParameter;

TEST(ListParametersTest, DefaultsAndBounds_INV_PAGE_01) {
  EXPECT_EQ(JudgeListParameters({}, {})->limit, 20U);
  EXPECT_EQ(JudgeListParameters({}, {})->after, std::nullopt);
  EXPECT_EQ(JudgeListParameters({{"limit", "1"}}, {})->limit, 1U);
  EXPECT_EQ(JudgeListParameters({{"limit", "100"}}, {})->limit, 100U);
  EXPECT_EQ(JudgeListParameters({{"limit", "007"}}, {})->limit, 7U);
  EXPECT_EQ(JudgeListParameters({{"other", "x"}, {"after", "a b"}}, {})->after, "a b");
}

TEST(ListParametersTest, OutOfRangeFollowsThePolicies_INV_PAGE_03) {
  const auto limit = [](const char* text, OutOfRange policy) {
    Policies policies;
    policies.limit_below_range = policies.limit_above_range = policy;
    return JudgeListParameters({{"limit", text}}, policies);
  };
  for (const char* low : {"0", "-1", "-99999999999999999999999", "-0"}) {
    EXPECT_EQ(limit(low, OutOfRange::kReject).error().code, "integer_below_min_value") << low;
    EXPECT_EQ(limit(low, OutOfRange::kClamp)->limit, 1U) << low;
    EXPECT_EQ(limit(low, OutOfRange::kDefault)->limit, 20U) << low;
  }
  for (const char* high : {"101", "18446744073709551616", "99999999999999999999999"}) {
    EXPECT_EQ(limit(high, OutOfRange::kReject).error().code, "integer_above_max_value") << high;
    EXPECT_EQ(limit(high, OutOfRange::kClamp)->limit, 100U) << high;
    EXPECT_EQ(limit(high, OutOfRange::kDefault)->limit, 20U) << high;
  }
  EXPECT_EQ(limit("101", OutOfRange::kReject).error().message,
            "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 "
            "instead.");
  EXPECT_EQ(
      limit("0", OutOfRange::kReject).error().message,
      "Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead.");
}

TEST(ListParametersTest, WhatIsNoNumberFollowsItsPolicy_INV_PAGE_12) {
  Policies lenient;
  lenient.malformed_limit = MalformedLimit::kDefault;
  for (const char* text : {"x", "1.5", "1e2", "-", " 5", "+5", "5 ", "0x10"}) {
    const auto refused = JudgeListParameters({{"limit", text}}, {});
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, "invalid_type") << text;
    EXPECT_EQ(refused.error().param, "limit") << text;
    EXPECT_EQ(JudgeListParameters({{"limit", text}}, lenient)->limit, 20U) << text;
  }
}

TEST(ListParametersTest, EmptyAndRepeatedOnesFollowTheirPolicies_INV_PAGE_13) {
  Policies policies;
  EXPECT_EQ(JudgeListParameters({{"limit", ""}, {"after", ""}}, policies)->limit, 20U);
  EXPECT_EQ(JudgeListParameters({{"after", ""}}, policies)->after, std::nullopt);
  EXPECT_EQ(JudgeListParameters({{"limit", "3"}, {"limit", "4"}}, policies)->limit, 4U);
  policies.repeated_parameter = RepeatedParameter::kFirst;
  EXPECT_EQ(JudgeListParameters({{"limit", "3"}, {"limit", "4"}}, policies)->limit, 3U);
  policies.repeated_parameter = RepeatedParameter::kReject;
  EXPECT_EQ(JudgeListParameters({{"limit", "3"}, {"limit", "4"}}, policies).error().param, "limit");
  policies.empty_limit = policies.empty_after = EmptyParameter::kReject;
  EXPECT_EQ(JudgeListParameters({{"limit", ""}}, policies).error().param, "limit");
  EXPECT_EQ(JudgeListParameters({{"after", ""}}, policies).error().param, "after");
}

}  // namespace
}  // namespace invitro::api
