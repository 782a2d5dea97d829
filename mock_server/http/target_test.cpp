#include "mock_server/http/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace invitro::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(TargetTest, SplitsBeforeItDecodes) {
  const Target target = ParseTarget("/v1/a%2Fb+c/%C3%BC?after=x%26y%3D1+2&limit=&flag&&=v");
  EXPECT_EQ(target.path, "/v1/a%2Fb+c/%C3%BC");
  EXPECT_THAT(target.segments, ElementsAre("v1", "a/b+c", "ü"));
  EXPECT_THAT(target.query, ElementsAre(Pair("after", "x&y=1 2"), Pair("limit", ""),
                                        Pair("flag", ""), Pair("", "v")));
}

TEST(TargetTest, KeepsRepeatedParametersInOrder) {
  EXPECT_THAT(ParseTarget("/?a=1&a=2").query, ElementsAre(Pair("a", "1"), Pair("a", "2")));
}

TEST(TargetTest, TakesEveryForm) {
  EXPECT_THAT(ParseTarget("http://host:1/v1/x?y=1#z").segments, ElementsAre("v1", "x"));
  EXPECT_THAT(ParseTarget("http://host").segments, IsEmpty());
  EXPECT_THAT(ParseTarget("/").segments, IsEmpty());
  EXPECT_THAT(ParseTarget("").segments, IsEmpty());
  EXPECT_THAT(ParseTarget("*").segments, ElementsAre("*"));
  EXPECT_THAT(ParseTarget("/a/").segments, ElementsAre("a", ""));
  EXPECT_THAT(ParseTarget("/a//b").segments, ElementsAre("a", "", "b"));
  EXPECT_THAT(ParseTarget("/a?b=c?d").query, ElementsAre(Pair("b", "c?d")));
}

TEST(TargetTest, LeavesWhatIsNoEscapeAlone) {
  EXPECT_EQ(PercentDecode("100%", false), "100%");
  EXPECT_EQ(PercentDecode("%4", false), "%4");
  EXPECT_EQ(PercentDecode("%zz%41", false), "%zzA");
  EXPECT_EQ(PercentDecode("%00", false), std::string(1, '\0'));
  EXPECT_EQ(PercentDecode("a+b", true), "a b");
  EXPECT_EQ(PercentDecode("a+b", false), "a+b");
}

}  // namespace
}  // namespace invitro::http
