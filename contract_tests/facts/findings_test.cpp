#include "contract_tests/facts/findings.h"

#include <gtest/gtest.h>

namespace invitro::contract {
namespace {

TEST(Findings, FailEndsTheScenarioUnlessTheRuleIsAllowed) {
  Findings findings;
  EXPECT_THROW(findings.Fail("INV-PAGE-05", "a", "b"), Broken);
  findings.Allow("INV-PAGE-05", "known");
  findings.Fail("INV-PAGE-05", "a", "b");
  findings.Fail("INV-PAGE-05", "a", "c");
  const auto& departure = findings.departures().at("INV-PAGE-05");
  EXPECT_EQ(departure.times, 2);
  EXPECT_EQ(departure.reason, "known");
  EXPECT_EQ(departure.first.got, "b");
}

TEST(Findings, NoteKeepsOneFindingARule) {
  Findings findings;
  findings.Note("INV-DELETE-08", "400", "409");
  findings.Note("INV-DELETE-08", "400", "422");
  findings.Note("INV-PAGE-15", "404", "400");
  const auto noted = findings.TakeNoted();
  ASSERT_EQ(noted.size(), 2U);
  EXPECT_EQ(noted[0].got, "409");
  EXPECT_TRUE(findings.TakeNoted().empty());
}

TEST(Findings, UnreportedNotesCanBeThrown) {
  Findings findings;
  findings.Note("INV-DELETE-08", "400", "409");
  EXPECT_THROW(findings.ThrowUnreported(), Broken);
  findings.Reported("INV-DELETE-08");
  EXPECT_NO_THROW(findings.ThrowUnreported());
}

TEST(Findings, UndocumentedRulesCanBeLeftOut) {
  Findings findings;
  findings.LeaveOutUndocumented();
  EXPECT_NO_THROW(findings.Fail("INV-PAGE-09", "a", "b"));  // open
  EXPECT_THROW(findings.Fail("INV-PAGE-05", "a", "b"), Broken);
  EXPECT_TRUE(findings.departures().empty()) << "it was not allowed, but left out";
}

TEST(Findings, CopyCollectsOnItsOwn) {
  Findings findings;
  findings.Allow("INV-PAGE-05", "");
  Findings copy = findings;
  copy.Fail("INV-PAGE-05", "a", "b");
  EXPECT_TRUE(findings.departures().empty());
}

}  // namespace
}  // namespace invitro::contract
