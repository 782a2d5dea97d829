// Pages and cursors: good ones pass, and each wrong one breaks the right rule.

#include "contract_tests/model/model_testing.h"

namespace invitro::contract {
namespace {

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

TEST(SharedOrganization, StrangersMayComeAndGoButMineAreThere) {
  Answers answers;
  Findings findings;
  Model model(answers, findings, false);
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
