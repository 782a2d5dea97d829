// Fails if a default run triggers the situations that the properties are about too rarely.

#include <gtest/gtest.h>

#include <random>

#include "contract_tests/proof/whole_run.h"

namespace invitro::contract {
namespace {

TEST(Coverage, DefaultRunReachesEverySituation) {
  const int seed = static_cast<int>(std::random_device()() % 1'000'000'000) + 1;
  RecordProperty("seed", seed);
  const TwinTarget twin;
  Results results = WholeRun(twin, seed, true);
  if (results.can.slow) GTEST_SKIP() << "this machine is so busy that fewer cases were played";
  ASSERT_EQ(BrokenRules(results), std::vector<std::string>()) << "seed " << seed;
  EXPECT_GE(results.tally["deletions of accepted invites"], 20) << "seed " << seed;
  EXPECT_GE(results.tally["full last pages"], 20) << "seed " << seed;
  EXPECT_GE(results.tally["cursors expired by the clock"], 10) << "seed " << seed;
  EXPECT_GE(results.tally["deleted cursors"], 10) << "seed " << seed;
  EXPECT_GE(results.tally["addresses in an unusual form"], 100) << "seed " << seed;
  EXPECT_GE(results.tally["bad bodies"], 80) << "seed " << seed;
  EXPECT_GE(results.tally["near misses of an id"], 60) << "seed " << seed;
  constexpr long kMaxRequests = 20'000;
  EXPECT_LE(results.requests, kMaxRequests);
}

}  // namespace
}  // namespace invitro::contract
