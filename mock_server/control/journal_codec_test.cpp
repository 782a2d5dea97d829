#include "mock_server/control/journal_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace invitro::control {
namespace {

using nlohmann::json;
using tenant::ClippedText;
using tenant::Journal;
using tenant::JournalEntry;
using testing::HasSubstr;

class JournalCodecTest : public testing::Test {
 protected:
  void Add(const char* operation, const char* method, const char* target, int status,
           const std::string& body = "") {
    JournalEntry entry;
    entry.stamp = journal_.Stamp(0);
    entry.operation = operation;
    entry.method = method;
    entry.target = target;
    entry.status = status;
    entry.body = ClippedText(body);
    entry.answer = ClippedText(R"({"a":1})");
    journal_.Add(std::move(entry));
  }
  json Count(const char* matcher) {
    const auto count = CountRequests(journal_.Read(), matcher);
    EXPECT_TRUE(count) << count.error();
    return count ? json::parse(*count) : json();
  }

  Journal journal_;
};

TEST_F(JournalCodecTest, ShowsWhatWasAskedAndAnswered) {
  Add("list", "GET", "/v1/organization/invites?limit=2&after=a%20b", 200);
  Add("", "BREW", "/\xff", 404, "not json");
  const json journal = json::parse(EncodeJournal(journal_.Read()));
  EXPECT_EQ(journal["forgotten"], 0);
  EXPECT_EQ(journal["capacity"], Journal::kCapacity);
  const json& first = journal["requests"][0];
  EXPECT_EQ(first["number"], 1);
  EXPECT_EQ(first["operation"], "list");
  EXPECT_EQ(first["path"], "/v1/organization/invites");
  EXPECT_EQ(first["query"], json({{"limit", "2"}, {"after", "a b"}}));
  EXPECT_EQ(first["body"], nullptr);
  EXPECT_EQ(first["answer"], json({{"a", 1}}));
  EXPECT_EQ(journal["requests"][1]["operation"], nullptr);
  EXPECT_EQ(journal["requests"][1]["body"], "not json");
}

TEST_F(JournalCodecTest, LongBodiesAreClippedAndSaidToBe) {
  Add("create", "POST", "/", 200, "\"" + std::string(5000, 'x') + "\"");
  const json entry = json::parse(EncodeJournal(journal_.Read()))["requests"][0];
  EXPECT_EQ(entry["clipped"], true);
  EXPECT_EQ(entry["body"].get<std::string>().size(), ClippedText::kClip);
}

TEST_F(JournalCodecTest, CountsWhatFitsAndNamesWhatNearlyDid) {
  Add("create", "POST", "/v1/organization/invites", 200, R"({"email":"a","role":"reader"})");
  Add("create", "POST", "/v1/organization/invites", 400, R"({"email":"a","role":"reader"})");
  Add("list", "GET", "/v1/organization/invites?limit=7", 200);
  EXPECT_EQ(Count("{}")["count"], 3);
  EXPECT_EQ(Count(R"({"operation":"create"})")["count"], 2);
  EXPECT_EQ(Count(R"({"method":"GET","query":{"limit":"7"}})")["count"], 1);
  const json one = Count(R"({"operation":"create","status":200,"body":{"email":"a"}})");
  EXPECT_EQ(one["count"], 1);
  ASSERT_EQ(one["near_misses"].size(), 2U);
  EXPECT_EQ(one["near_misses"][0]["request"]["number"], 2) << "the closest first";
  EXPECT_EQ(one["near_misses"][0]["differs"], json::array({"status: expected 200, got 400"}));
  EXPECT_EQ(one["near_misses"][1]["differs"].size(), 2U);
  EXPECT_EQ(Count(R"({"query":{"limit":"8"}})")["near_misses"].size(), 3U);
}

TEST_F(JournalCodecTest, AMatcherIsReadStrictly) {
  EXPECT_THAT(CountRequests(journal_.Read(), R"({"verb":"GET"})").error(),
              HasSubstr("unknown field 'verb'"));
  EXPECT_THAT(CountRequests(journal_.Read(), R"({"query":"limit=7"})").error(),
              HasSubstr("object"));
  EXPECT_THAT(CountRequests(journal_.Read(), R"({"status":"200"})").error(), HasSubstr("integer"));
  EXPECT_THAT(CountRequests(journal_.Read(), "[]").error(), HasSubstr("object"));
}

}  // namespace
}  // namespace invitro::control
