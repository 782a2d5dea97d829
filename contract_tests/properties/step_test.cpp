#include "contract_tests/properties/step.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "contract_tests/properties/counterexample.h"
#include "contract_tests/properties/plan.h"

namespace invitro::contract {
namespace {

Capabilities Everything() {
  Capabilities can;
  can.reset = can.accept = can.expire = can.clock = can.exclusive = can.other_organization = true;
  can.time_to_live = 600;
  can.late = 1;
  return can;
}

RC_GTEST_PROP(Steps, ComeBackFromJsonAsTheyWere, ()) {
  const Capabilities can = Everything();
  Plan plan;
  plan.can = &can;
  for (int i = 0; i < 20; ++i) {
    const Step step = *NextStep(plan);
    RC_ASSERT(plan.Sensible(step));
    RC_ASSERT(Possible(step, can));
    const auto again = StepFromJson(Json::parse(ToJson(step).dump()));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == step);
    RC_ASSERT(!ToText(step).empty());
    plan.Apply(step);
  }
}

RC_GTEST_PROP(Steps, AreOnlyPlannedWhereTheTargetCanBeDriven, ()) {
  Capabilities can;
  can.exclusive = true;
  Plan plan;
  plan.can = &can;
  for (int i = 0; i < 20; ++i) {
    const Step step = *NextStep(plan);
    RC_ASSERT(Possible(step, can));
    plan.Apply(step);
  }
}

TEST(Steps, WhatIsNoneIsRefused) {
  for (const char* text :
       {R"({"do":"dance"})", R"({})", R"([])", R"({"do":"page","limit":101})",
        R"({"do":"page","limit":"two"})", R"({"do":"walk","between":[{"do":"dance"}]})"}) {
    EXPECT_FALSE(StepFromJson(Json::parse(text))) << text;
  }
}

TEST(Counterexamples, ThoseThatComeWithTheSuiteAreWhole) {
  const auto all = BuiltInCounterexamples();
  ASSERT_GE(all.size(), 4U);
  for (const auto& each : all) {
    EXPECT_FALSE(each.steps.empty()) << each.name;
    EXPECT_FALSE(each.title.empty()) << each.name;
  }
}

}  // namespace
}  // namespace invitro::contract
