#include "contract_tests/model/near_misses.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace invitro::contract {
namespace {

TEST(NearMisses, AreAllDifferentAndNoneIsTheId) {
  const std::string id = "invite-aB3dE0";
  std::set<std::string> seen = {id};
  for (int how = 0; how < kNearMisses; ++how) {
    const std::string miss = NearMiss(id, how, {"a@example.com", "run", {}});
    EXPECT_TRUE(seen.insert(miss).second) << how << " " << miss;
  }
}

TEST(NearMisses, TheChangedCharacterStaysInItsClassAndIsNoOtherCase) {
  for (const std::string id : {"invite-aB3dE5", "invite-xxxyyX", "00000012", "a1b2c3"}) {
    for (const int how : {kLastChanged, kMiddleChanged}) {
      const std::string miss = NearMiss(id, how, {});
      ASSERT_EQ(miss.size(), id.size());
      for (std::size_t i = 0; i < id.size(); ++i) {
        if (miss[i] == id[i]) continue;
        EXPECT_NE(id.find(miss[i]), std::string::npos);
        EXPECT_EQ(std::isdigit(miss[i]) != 0, std::isdigit(id[i]) != 0);
        EXPECT_NE(std::tolower(miss[i]), std::tolower(id[i])) << id << " " << miss;
      }
    }
  }
}

TEST(NearMisses, WhatIsTakenIsNotOffered) {
  const std::string id = "ab";
  const std::string first = NearMiss(id, kLastChanged, {});
  EXPECT_EQ(first, "aa");
  const auto taken = [&](const std::string& made) { return made == first; };
  EXPECT_EQ(NearMiss(id, kLastChanged, {"", "", taken}), id);
}

TEST(NearMisses, KnowWhatCouldNameOthers) {
  EXPECT_TRUE(CouldNameOthers(kAnyPattern));
  EXPECT_FALSE(CouldNameOthers(kLastChanged));
}

}  // namespace
}  // namespace invitro::contract
