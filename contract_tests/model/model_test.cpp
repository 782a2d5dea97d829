// The judge is judged: good answers pass, and each wrong one is laid at the right rule's door.

#include "contract_tests/model/model.h"

#include <gtest/gtest.h>

#include <functional>

#include "contract_tests/facts/findings.h"

namespace invitro::contract {
namespace {

constexpr std::int64_t kThen = 1'000'000;
constexpr std::int64_t kLife = 600;

Exchange Answer(int status, const Json& json) {
  Exchange exchange;
  exchange.status = status;
  exchange.json = json;
  exchange.body = json.dump();
  return exchange;
}

Json Invite(const std::string& id, const std::string& status = "pending") {
  return {{"object", "organization.invite"},
          {"id", id},
          {"email", id + "@example.com"},
          {"role", "reader"},
          {"status", status},
          {"created_at", kThen},
          {"expires_at", kThen + kLife},
          {"projects", Json::array()}};
}

using Rules = std::pair<std::string, std::string>;  // the thrown one, the noted one

class ModelTest : public testing::Test {
 protected:
  void Create(int tag, const std::string& id) {
    model_.JudgeCreate({tag, id + "@example.com", "reader", Json::array()}, Answer(200, Invite(id)),
                       now_);
  }

  /// a, b, c … in the list in this order.
  void Fill(const std::string& letters) {
    std::vector<InviteSeen> walk;
    for (const char letter : letters) {
      Create(next_tag_++, std::string(1, letter));
      walk.push_back(*ReadInvite(Invite(std::string(1, letter))));
    }
    model_.JudgeWalk(walk, now_);
  }

  static Exchange Page(const std::string& letters, bool more) {
    Json page = {{"object", "list"}, {"data", Json::array()}, {"has_more", more}};
    for (const char letter : letters) page["data"].push_back(Invite(std::string(1, letter)));
    return Answer(200, page);
  }

  void Delete(const std::string& id) {
    model_.JudgeDelete(id, Answer(200, {{"id", id}, {"deleted", true}}), now_);
  }

  /// The rule that was noted since the last call; "" if none.
  std::string NotedRule() {
    const auto noted = findings_.TakeNoted();
    return noted.empty() ? "" : noted.front().rule;
  }

  static Cursor Behind(const std::string& id) { return {Cursor::Kind::kInvite, id}; }

  Answers answers_;
  Findings findings_;
  Model model_{answers_, findings_, true, 1};
  Now now_{kThen, kThen};
  int next_tag_ = 0;
};

/// The rule that `judge` finds broken; "" if none.
std::string Rule(const std::function<void()>& judge) {
  try {
    judge();
    return "";
  } catch (const Broken& broken) {
    return broken.finding.rule;
  }
}

TEST_F(ModelTest, JudgesWhatACreateAnswers) {
  const auto create = [&](const Json& invite, int status = 200) {
    Model fresh(answers_, findings_, true, 1);
    return Rule([&] {
      fresh.JudgeCreate({0, "a@example.com", "reader", Json::array()}, Answer(status, invite),
                        now_);
    });
  };
  Json good = Invite("a");
  EXPECT_EQ(create(good), "");
  EXPECT_EQ(create(good, 201), "");
  EXPECT_EQ(create(good, 202), "INV-CREATE-01");
  EXPECT_EQ(create(Invite("a", "accepted")), "INV-CREATE-01");
  good["email"] = "A@example.com";
  EXPECT_EQ(create(good), "INV-CREATE-02");
  good = Invite("a");
  good["projects"].push_back({{"id", "p"}, {"role", "owner"}});
  EXPECT_EQ(create(good), "INV-CREATE-06");
  good = Invite("a");
  good["expires_at"] = kThen - 1;
  EXPECT_EQ(create(good), "INV-CREATE-04");
  good = Invite("a");
  good["accepted_at"] = kThen;
  EXPECT_EQ(create(good), "INV-LIFE-02");
}

TEST_F(ModelTest, AnIdIsNeverUsedAgain) {
  Fill("ab");
  Delete("a");
  EXPECT_EQ(Rule([&] {
              model_.JudgeCreate({9, "a@example.com", "reader", Json::array()},
                                 Answer(200, Invite("a")), now_);
            }),
            "INV-CREATE-03");
}

TEST_F(ModelTest, JudgesPages) {
  Fill("abcdef");
  const auto page = [&](std::optional<int> limit, const Cursor& cursor, const Exchange& answer) {
    Model copy = model_;
    return Rule([&] { copy.JudgePage(limit, cursor, answer, now_); });
  };
  EXPECT_EQ(page(2, {}, Page("ab", true)), "");
  EXPECT_EQ(page(2, Behind("d"), Page("ef", false)), "");
  EXPECT_EQ(page(2, Behind("d"), Page("ef", true)), "INV-PAGE-05");
  EXPECT_EQ(page(2, {}, Page("ab", false)), "INV-PAGE-05");
  EXPECT_EQ(page(2, {}, Page("a", true)), "INV-PAGE-02");
  EXPECT_EQ(page(2, {}, Page("abc", true)), "INV-PAGE-02");
  EXPECT_EQ(page(std::nullopt, {}, Page("abcde", true)), "INV-PAGE-01");
  EXPECT_EQ(page(2, Behind("b"), Page("bc", true)), "INV-PAGE-04");
  EXPECT_EQ(page(2, Behind("b"), Page("de", true)), "INV-PAGE-04");
  EXPECT_EQ(page(3, {}, Page("acb", true)), "INV-PAGE-09");
  EXPECT_EQ(page(2, Behind("f"), Page("", false)), "");
  EXPECT_EQ(page(2, {}, Answer(500, {})), "INV-PAGE-02");
}

TEST_F(ModelTest, WhatIsGoneStaysGone) {
  Fill("abc");
  Delete("b");
  EXPECT_EQ(Rule([&] { model_.JudgePage(5, {}, Page("abc", false), now_); }), "INV-DELETE-01");
  EXPECT_EQ(Rule([&] { model_.JudgeRetrieve("b", Answer(200, Invite("b")), now_); }),
            "INV-DELETE-01");
  EXPECT_EQ(Rule([&] {
              model_.JudgeDelete("b", Answer(200, {{"id", "b"}, {"deleted", true}}), now_);
            }),
            "INV-DELETE-03");
  EXPECT_EQ(Rule([&] { model_.JudgePage(5, {}, Page("c", false), now_); }), "INV-DELETE-05");
  EXPECT_EQ(Rule([&] {
              model_.JudgeDelete("z", Answer(200, {{"id", "z"}, {"deleted", true}}), now_);
            }),
            "INV-DELETE-04");
}

TEST_F(ModelTest, DeletedCursorIsHeldToTheTargetsOwnAnswer) {
  Fill("abcd");
  Delete("b");
  model_.JudgePage(1, Behind("b"), Page("c", true), now_);
  EXPECT_EQ(Rule([&] { model_.JudgePage(1, Behind("b"), Answer(404, {}), now_); }), "INV-PAGE-11");
  EXPECT_EQ(Rule([&] { model_.JudgePage(1, Behind("b"), Page("d", false), now_); }), "INV-PAGE-11");
}

TEST_F(ModelTest, DeletedCursorMayBeAnsweredLikeAnUnknownOne) {
  Fill("abcd");
  Delete("b");
  EXPECT_EQ(Rule([&] { model_.JudgePage(2, Behind("b"), Answer(404, {}), now_); }), "");
  EXPECT_EQ(Rule([&] { model_.JudgePage(2, Behind("b"), Answer(500, {}), now_); }), "INV-PAGE-11");
  EXPECT_EQ(Rule([&] { model_.JudgePage(2, Behind("b"), Page("", false), now_); }), "INV-PAGE-11");
}

TEST_F(ModelTest, DeletedCursorIsComparedWithAnUnknownOneThatIsSeenLater) {
  Create(next_tag_++, "aa");
  Create(next_tag_++, "bb");
  model_.JudgeWalk({*ReadInvite(Invite("aa")), *ReadInvite(Invite("bb"))}, now_);
  Delete("aa");
  const Cursor unknown{Cursor::Kind::kNever, "ab"};
  model_.JudgePage(2, Behind("aa"), Answer(400, {}), now_);
  EXPECT_EQ(Rule([&] { model_.JudgePage(2, unknown, Answer(404, {}), now_); }), "INV-PAGE-11");
}

/// Ids that all have the same length and alphabet.
class LongIds : public ModelTest {
 protected:
  void SetUp() override {
    for (const char* id : {"id-121", "id-212"}) Create(next_tag_++, id);
  }
  Rules Of(const Exchange& answer, const char* cursor) {
    const std::string thrown = Rule([&] {
      model_.JudgePage(2, {Cursor::Kind::kNever, cursor}, answer, now_);
    });
    return {thrown, NotedRule()};
  }
};

TEST_F(LongIds, UnknownCursorIsRefusedAndWith404) {
  EXPECT_EQ(Of(Answer(404, {}), "id-111"), Rules("", ""));
  EXPECT_EQ(Of(Answer(400, {}), "id-111"), Rules("", "INV-PAGE-15"));
  EXPECT_EQ(Of(Answer(500, {}), "id-111"), Rules("INV-PAGE-10", ""));
  EXPECT_EQ(Of(Page("", false), "id-111"), Rules("INV-PAGE-10", ""));
}

TEST_F(LongIds, CursorThatCouldBeNoIdMayBeA400) {
  for (const char* cursor : {"id-1", "id-113", "no id at all"}) {
    EXPECT_EQ(Of(Answer(404, {}), cursor), Rules("", "")) << cursor;
    EXPECT_EQ(Of(Answer(400, {}), cursor), Rules("", "")) << cursor;
    EXPECT_EQ(Of(Answer(422, {}), cursor), Rules("", "INV-PAGE-15")) << cursor;
    EXPECT_EQ(Of(Page("", false), cursor), Rules("INV-PAGE-10", "")) << cursor;
  }
}

TEST_F(LongIds, UnknownIdIsA404AndOneThatCouldBeNoneMayBeA400) {
  for (const int status : {404, 400}) {
    const std::string rule = status == 404 ? "" : "INV-GET-02";
    EXPECT_EQ(Rule([&] { model_.JudgeRetrieve("id-111", Answer(status, {}), now_); }), rule);
    EXPECT_EQ(Rule([&] { model_.JudgeRetrieve("id-1", Answer(status, {}), now_); }), "");
    EXPECT_EQ(Rule([&] { model_.JudgeDelete("id-1", Answer(status, {}), now_); }), "");
  }
}

TEST_F(ModelTest, TakenDuplicateBreaksItsRule) {
  Fill("ab");
  const Wish again{9, "a@example.com", "reader", Json::array()};
  for (const char* id : {"a", "b", "c"}) {
    Json invite = Invite(id);
    invite["email"] = "a@example.com";
    EXPECT_EQ(Rule([&] { model_.JudgeCreate(again, Answer(200, invite), now_); }), "INV-CREATE-08");
  }
  EXPECT_EQ(Rule([&] { model_.JudgeCreate(again, Answer(500, {}), now_); }), "INV-CREATE-08");
}

TEST_F(ModelTest, AllowedDuplicateMayBeTheInviteThatThereIs) {
  findings_.Allow("INV-CREATE-08", "");
  Fill("ab");
  const Wish again{9, "a@example.com", "reader", Json::array()};
  EXPECT_EQ(Rule([&] { model_.JudgeCreate(again, Answer(200, Invite("a")), now_); }), "");
  EXPECT_EQ(Rule([&] { model_.JudgeCreate(again, Answer(200, Invite("b")), now_); }),
            "INV-CREATE-03");
}

TEST_F(ModelTest, RefusalOfADuplicateIsA400) {
  Fill("a");
  const Wish again{7, "a@example.com", "reader", Json::array()};
  model_.JudgeCreate(again, Answer(400, {}), now_);
  EXPECT_EQ(NotedRule(), "");
  model_.JudgeCreate(again, Answer(409, {}), now_);
  EXPECT_EQ(NotedRule(), "INV-CREATE-18");
}

TEST_F(ModelTest, InvitingAgainMayTakeTheEarlierOneAwayOrNotButEachTimeAlike) {
  Fill("ab");
  const auto earlier = [&](const char* address) { return model_.Unaccepted(address); };
  EXPECT_EQ(earlier("a@example.com"), std::vector<std::string>{"a"});
  EXPECT_EQ(earlier("z@example.com"), std::vector<std::string>());
  EXPECT_EQ(Rule([&] { model_.JudgeEarlier("a", Answer(404, {}), now_); }), "");
  EXPECT_EQ(earlier("a@example.com"), std::vector<std::string>());
  EXPECT_EQ(Rule([&] { model_.JudgePage(5, {}, Page("b", false), now_); }), "");
  EXPECT_EQ(Rule([&] { model_.JudgeEarlier("b", Answer(200, Invite("b")), now_); }),
            "INV-CREATE-08");
}

TEST_F(ModelTest, TypesThatNobodyDocumentsAreBrokenRulesAndNoExceptions) {
  Fill("ab");
  const Json odd = {{"object", "organization.invite.deleted"}, {"id", 7}, {"deleted", true}};
  EXPECT_EQ(Rule([&] { model_.JudgeDelete("a", Answer(200, odd), now_); }), "INV-SHAPE-04");
  EXPECT_EQ(Rule([&] { model_.JudgeDelete("a", Answer(200, Json::array()), now_); }),
            "INV-SHAPE-04");
  Json texts = Invite("c");
  texts["projects"] = {"proj_a"};
  const Wish wish{10, "c@example.com", "reader",
                  Json::array({{{"id", "proj_a"}, {"role", "member"}}})};
  EXPECT_EQ(Rule([&] { model_.JudgeCreate(wish, Answer(200, texts), now_); }), "INV-CREATE-05");
}

TEST_F(ModelTest, AnAcceptedInviteCannotBeDeletedAndDoesNotChange) {
  Fill("ab");
  Json accepted = Invite("a", "accepted");
  accepted["accepted_at"] = kThen;
  model_.JudgeAccept("a", Answer(200, accepted), now_);
  Model copy = model_;
  EXPECT_EQ(Rule([&] {
              copy.JudgeDelete("a", Answer(200, {{"id", "a"}, {"deleted", true}}), now_);
            }),
            "INV-DELETE-06");
  model_.JudgeDelete("a", Answer(400, {}), now_);
  EXPECT_EQ(NotedRule(), "");
  model_.JudgeDelete("a", Answer(409, {}), now_);
  EXPECT_EQ(NotedRule(), "INV-DELETE-08");
  EXPECT_EQ(Rule([&] { model_.JudgeRetrieve("a", Answer(404, {}), now_); }), "INV-DELETE-06");
  EXPECT_EQ(Rule([&] { model_.JudgeRetrieve("a", Answer(200, Invite("a")), now_); }),
            "INV-DELETE-06");
}

TEST_F(ModelTest, AllowedStatusOfARefusalHidesNoDeletion) {
  findings_.Allow("INV-DELETE-08", "our mock answers 409");
  Fill("ab");
  Json accepted = Invite("a", "accepted");
  accepted["accepted_at"] = kThen;
  model_.JudgeAccept("a", Answer(200, accepted), now_);
  model_.JudgeDelete("a", Answer(409, {}), now_);
  EXPECT_EQ(NotedRule(), "");
  EXPECT_EQ(findings_.departures().at("INV-DELETE-08").times, 1);
  EXPECT_EQ(Rule([&] { model_.JudgeRetrieve("a", Answer(404, {}), now_); }), "INV-DELETE-06");
}

TEST_F(ModelTest, ExpiresInTimeAndNotBefore) {
  Fill("a");
  const auto shows = [&](const std::string& status, std::int64_t at) {
    Model copy = model_;
    return Rule([&] { copy.JudgeRetrieve("a", Answer(200, Invite("a", status)), {at, at}); });
  };
  EXPECT_EQ(shows("expired", kThen + kLife - 1), "INV-LIFE-04");
  EXPECT_EQ(shows("expired", kThen + kLife), "");
  EXPECT_EQ(shows("pending", kThen + kLife), "");  // a second late is this target's way
  EXPECT_EQ(shows("pending", kThen + kLife + 1), "INV-LIFE-04");
  EXPECT_EQ(shows("accepted", kThen), "INV-LIFE-02");
  model_.JudgeRetrieve("a", Answer(200, Invite("a", "expired")), {kThen + kLife, kThen + kLife});
  EXPECT_EQ(shows("pending", kThen + kLife), "INV-LIFE-06");
}

TEST_F(ModelTest, OpenAnswersAreLearnedThenHeld) {
  Fill("ab");
  for (const char* id : {"a", "b"}) {
    model_.JudgeExpire(id, Answer(200, Invite(id, "expired")), now_);
  }
  EXPECT_EQ(Rule([&] { model_.JudgeDelete("a", Answer(400, {}), now_); }), "");
  EXPECT_EQ(Rule([&] { Delete("b"); }), "INV-DELETE-07");
}

TEST(SharedOrganization, StrangersMayComeAndGoButMineAreThere) {
  Answers answers;
  Findings findings;
  Model model(answers, findings, false, std::nullopt);
  const Now now{kThen, kThen};
  const auto page = [](std::initializer_list<const char*> ids, bool more) {
    Json json = {{"object", "list"}, {"data", Json::array()}, {"has_more", more}};
    for (const char* id : ids) json["data"].push_back(Invite(id));
    return Answer(200, json);
  };
  model.JudgeCreate({0, "me@example.com", "reader", Json::array()}, Answer(200, Invite("me")), now);
  std::vector<InviteSeen> walk;
  for (const char* id : {"x", "me", "y"}) walk.push_back(*ReadInvite(Invite(id)));
  model.JudgeWalk(walk, now);
  EXPECT_EQ(Rule([&] { model.JudgePage(5, {}, page({"x", "new", "me"}, false), now); }), "");
  EXPECT_EQ(Rule([&] { model.JudgePage(5, {}, page({"x", "y"}, false), now); }), "INV-PAGE-05");
  EXPECT_EQ(Rule([&] { model.JudgePage(2, {}, page({"x"}, true), now); }), "INV-PAGE-02");
}

}  // namespace
}  // namespace invitro::contract
