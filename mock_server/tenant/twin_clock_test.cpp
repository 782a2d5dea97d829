#include "mock_server/tenant/twin_clock.h"

#include <gtest/gtest.h>

namespace invitro::tenant {
namespace {

UnixSeconds wall = 1000;  // the outside world of these tests
UnixSeconds Wall() { return wall; }

TEST(TwinClockTest, RunsWithTheWallAndNeverBack) {
  wall = 1000;
  TwinClock clock(std::nullopt, Wall);
  EXPECT_EQ(clock.Now(), 1000);
  wall = 1007;
  EXPECT_EQ(clock.Now(), 1007);
  wall = 900;
  EXPECT_EQ(clock.Now(), 1007);
}

TEST(TwinClockTest, FrozenItStandsUntilItIsMoved) {
  wall = 1000;
  TwinClock clock(5, Wall);
  wall = 2000;
  EXPECT_EQ(clock.Now(), 5);
  EXPECT_TRUE(clock.Advance(0));
  EXPECT_EQ(clock.Now(), 5);
  EXPECT_TRUE(clock.Advance(10));
  EXPECT_EQ(clock.Now(), 15);
  EXPECT_TRUE(clock.Set(15));
  EXPECT_FALSE(clock.Set(14));
  EXPECT_FALSE(clock.Advance(-1));
  EXPECT_FALSE(clock.Advance(kLastSecond));
  EXPECT_EQ(clock.Now(), 15);
  EXPECT_TRUE(clock.Set(kLastSecond));
}

TEST(TwinClockTest, AdvancedWhileRunningItKeepsItsLead) {
  wall = 1000;
  TwinClock clock(std::nullopt, Wall);
  ASSERT_TRUE(clock.Advance(100));
  wall = 1001;
  EXPECT_EQ(clock.Now(), 1101);
  EXPECT_EQ(clock.ahead_s(), 100);
}

TEST(TwinClockTest, LetRunItGoesOnFromWhereItStood) {
  wall = 1000;
  TwinClock clock(5, Wall);
  clock.SetFrozen(false);
  wall = 1003;
  EXPECT_EQ(clock.Now(), 8);
  clock.SetFrozen(true);
  wall = 2000;
  EXPECT_EQ(clock.Now(), 8);
  TwinClock like = TwinClock::RunningAhead(-995, Wall);
  EXPECT_EQ(like.Now(), 1005);
}

}  // namespace
}  // namespace invitro::tenant
