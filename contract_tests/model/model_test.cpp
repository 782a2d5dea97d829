// The judge is judged: good answers pass, and each wrong one breaks the right rule.

#include "contract_tests/model/model_testing.h"

namespace invitro::contract {
namespace {

TEST_F(ModelTest, JudgesWhatACreateAnswers) {
  const auto create = [&](const Json& invite, int status = 200) {
    Model fresh(answers_, findings_, true);
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

TEST_F(ModelTest, NotesWhatBecomesOfAnAddress) {
  const auto noted = [&](const std::string& given, const std::string& seen) {
    Model fresh(answers_, findings_, true);
    Json invite = Invite("a");
    invite["email"] = seen;
    EXPECT_EQ(Rule([&] {
                fresh.JudgeCreate({0, given, "reader", Json::array()}, Answer(200, invite), now_);
              }),
              "");
    return NotedRule();
  };
  EXPECT_EQ(noted("Ab@example.com", "Ab@example.com"), "");
  EXPECT_EQ(noted("Ab@Example.com", "ab@example.com"), "INV-CREATE-20");
  EXPECT_EQ(noted(" ab@example.com", "ab@example.com"), "INV-CREATE-20");
  EXPECT_EQ(noted("e\u0301@example.com", "\u00E9@example.com"), "INV-CREATE-20");
  EXPECT_EQ(noted("abcdef@example.com", "abc@example.com"), "INV-CREATE-02");
  EXPECT_EQ(noted("a+b@example.com", "a b@example.com"), "INV-CREATE-02");
}

TEST_F(ModelTest, AnUnusualAddressMayBeRefused) {
  const auto refused = [&](int form) {
    return Rule([&] {
      model_.JudgeCreate({0, "a\"b@example.com", "reader", Json::array(), form},
                         Answer(400, Json::object()), now_);
    });
  };
  EXPECT_EQ(refused(11), "");
  EXPECT_EQ(refused(0), "INV-CREATE-01");
}

TEST_F(ModelTest, ADeletedInvitesAddressIsFree) {
  Fill("ab");
  Delete("a");
  const auto again = [&](const std::string& letter, int status) {
    return Rule([&] {
      model_.JudgeCreate({9, letter + "@example.com", "reader", Json::array()},
                         Answer(status, status == 200 ? Invite("c") : Json::object()), now_);
    });
  };
  EXPECT_EQ(again("b", 400), "");
  EXPECT_EQ(again("a", 400), "INV-CREATE-21");
  EXPECT_EQ(again("b", 200), "INV-CREATE-08");
}

TEST_F(ModelTest, AnIdThatIsTooLongMayBeRefusedForItsLength) {
  Create(0, "invite-ab");
  const auto refused = [&](std::size_t length, int status) {
    return Rule([&] {
      model_.JudgeRetrieve(std::string(length, 'x'), Answer(status, Json::object()), now_);
    });
  };
  EXPECT_EQ(refused(300, 414), "");
  EXPECT_EQ(refused(30, 414), "INV-GET-02");
  EXPECT_EQ(refused(300, 500), "INV-GET-02");
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
  EXPECT_EQ(shows("accepted", kThen), "INV-LIFE-02");
  EXPECT_EQ(shows("pending", kThen + kLife + kMostLate), "INV-LIFE-04");
  model_.JudgeRetrieve("a", Answer(200, Invite("a", "expired")), {kThen + kLife, kThen + kLife});
  EXPECT_EQ(shows("pending", kThen + kLife), "INV-LIFE-06");
}

TEST_F(ModelTest, LatenessGrowsUpToAWeek) {
  Fill("a");
  const auto status = [&](std::int64_t at) { return model_.Status(*model_.Find("a"), {at, at}); };
  const auto pending = [&](std::int64_t at) {
    return Rule([&] { model_.JudgeRetrieve("a", Answer(200, Invite("a")), {at, at}); });
  };
  EXPECT_EQ(status(kThen + kLife + 1), "expired");  // as always until now
  EXPECT_EQ(pending(kThen + kLife + 600), "");
  EXPECT_EQ(answers_.late(), 601);
  EXPECT_EQ(status(kThen + kLife + 700), "");  // the next sweep may come later
  EXPECT_EQ(pending(kThen + kLife + kMostLate - 1), "");
  EXPECT_EQ(status(kThen + kLife + kMostLate), "expired");
  EXPECT_EQ(pending(kThen + kLife + kMostLate), "INV-LIFE-04");
}

TEST_F(ModelTest, WhatOnlyMightHaveHappenedTeachesNothing) {
  Fill("ab");
  model_.JudgeExpire("a", Answer(200, Invite("a", "expired")), now_);
  Answers hypothetical = answers_.Hypothetical();
  Model other = model_.JudgingInto(findings_, hypothetical);
  EXPECT_EQ(Rule([&] { other.JudgeDelete("a", Answer(400, {}), now_); }), "");
  EXPECT_EQ(hypothetical.Get("deleting an expired invite"), "");
  Delete("a");
  EXPECT_EQ(answers_.Get("deleting an expired invite"), "deletes it");
  Answers later = answers_.Hypothetical();
  other = model_.JudgingInto(findings_, later);
  other.JudgeExpire("b", Answer(200, Invite("b", "expired")), now_);
  EXPECT_EQ(Rule([&] { other.JudgeDelete("b", Answer(400, {}), now_); }), "INV-DELETE-07");
}

TEST_F(ModelTest, OpenAnswersAreLearnedThenHeld) {
  Fill("ab");
  for (const char* id : {"a", "b"}) {
    model_.JudgeExpire(id, Answer(200, Invite(id, "expired")), now_);
  }
  EXPECT_EQ(Rule([&] { model_.JudgeDelete("a", Answer(400, {}), now_); }), "");
  EXPECT_EQ(Rule([&] { Delete("b"); }), "INV-DELETE-07");
}

}  // namespace
}  // namespace invitro::contract
