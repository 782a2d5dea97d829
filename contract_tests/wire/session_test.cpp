#include "contract_tests/wire/session.h"

#include <gtest/gtest.h>

#include <deque>

#include "contract_tests/facts/finding.h"

namespace invitro::contract {
namespace {

constexpr double kScale = 2'000;  // a minute passes in 30 ms

/// Answers what it was told to, and remembers when it was asked.
class Scripted : public Transport {
 public:
  explicit Scripted(const TimeSource& time) : time_(time) {}

  tl::expected<HttpResponse, TransportError> Send(const HttpRequest& request,
                                                  Clock::time_point /*deadline*/) override {
    asked.push_back(time_.Now());
    last = request;
    HttpResponse answer{200, {}, "{}"};
    if (!answers.empty()) {
      answer = answers.front();
      answers.pop_front();
    }
    if (answer.status == 0) {
      TransportError error;
      error.kind = TransportError::Kind::kLost;
      error.message = "lost";
      return tl::unexpected(error);
    }
    return answer;
  }

  std::deque<HttpResponse> answers;
  std::vector<double> asked;
  HttpRequest last;

 private:
  const TimeSource& time_;
};

/// A second connection to where the first one leads.
class Another : public Transport {
 public:
  Another(Transport& first, int& opened) : first_(first) { ++opened; }

  tl::expected<HttpResponse, TransportError> Send(const HttpRequest& request,
                                                  Clock::time_point deadline) override {
    return first_.Send(request, deadline);
  }

 private:
  Transport& first_;
};

class SessionTest : public testing::Test {
 protected:
  Session Make(std::optional<PaceLimits> limits) {
    Session::Setup setup;
    setup.transport = &transport_;
    setup.connect = [this] { return std::make_unique<Another>(transport_, opened_); };
    setup.origin = "http://127.0.0.1:1";
    setup.key = {"sk-admin-secret", "$OPENAI_ADMIN_KEY"};
    setup.limits = limits;
    setup.time = &time_;
    setup.stop = &stop_;
    return Session(setup);
  }

  TimeSource time_{kScale};
  Scripted transport_{time_};
  int opened_ = 0;
  std::atomic<bool> stop_ = false;
};

HttpResponse Lost() { return {0, {}, ""}; }
HttpResponse Ok() { return {200, {}, "{}"}; }

TEST_F(SessionTest, ABurstThenOneAtATimeForEachOperation) {
  Session session = Make(PaceLimits{6, 4, 100, 25});
  const double began = time_.Now();
  for (int i = 0; i < 7; ++i) session.Send(Operation::kList, "GET", "/x");
  EXPECT_LT(transport_.asked[3] - began, 30);  // what three more tokens would take
  for (std::size_t i = 4; i < 7; ++i) {        // a token each 10 s; a busy machine only adds to it
    EXPECT_GE(transport_.asked[i] - began, 10 * (static_cast<double>(i) - 3) - 0.001) << i;
  }
  const double before = time_.Now();
  session.Send(Operation::kRetrieve, "GET", "/x/1");  // has a bucket of its own
  EXPECT_LT(transport_.asked.back() - before, 30);
}

TEST_F(SessionTest, NeverMoreThanTheRateAllowsInAnyMinute) {
  Session session = Make(PaceLimits{6, 4, 100, 25});
  for (int i = 0; i < 20; ++i) session.Send(Operation::kList, "GET", "/x");
  for (const double from : transport_.asked) {
    const auto in_a_minute = std::count_if(transport_.asked.begin(), transport_.asked.end(),
                                           [&](double at) { return at >= from && at < from + 60; });
    EXPECT_LE(in_a_minute, 6 + 4);
  }
}

TEST_F(SessionTest, TheBudgetEndsIt) {
  Session session = Make(PaceLimits{60'000, 100, 3, 25});
  for (int i = 0; i < 3; ++i) session.Send(Operation::kList, "GET", "/x");
  EXPECT_THROW(session.Send(Operation::kList, "GET", "/x"), CannotLook);
  session.BeginCleanUp();
  EXPECT_EQ(session.Send(Operation::kList, "GET", "/x")->status, 200);
}

TEST_F(SessionTest, AKeptConnectionThatEndsIsNoAnswerAndThenNoneIsKept) {
  Session session = Make(std::nullopt);
  transport_.answers = {Lost(), Ok(), Ok(),
                        Lost()};  // what was lost, a look, it again; and once more
  EXPECT_EQ(session.Send(Operation::kList, "GET", "/x")->status, 200);
  EXPECT_EQ(session.Send(Operation::kList, "GET", "/x")->status, 0);
  EXPECT_EQ(opened_, 3);
}

TEST_F(SessionTest, WhatMayHaveChangedSomethingIsNotSentAgainUnasked) {
  Session session = Make(std::nullopt);
  transport_.answers = {Lost()};
  EXPECT_THROW(session.Send(Operation::kCreate, "POST", "/x", "{}"), Interrupted);
  EXPECT_EQ(transport_.last.method, "GET");
  EXPECT_EQ(session.Send(Operation::kCreate, "POST", "/x", "{}")->status, 200);
}

TEST_F(SessionTest, ATargetThatIsGoneAfterARequestGaveNoAnswer) {
  Session session = Make(std::nullopt);
  transport_.answers = {Lost(), Lost()};
  EXPECT_EQ(session.Send(Operation::kCreate, "POST", "/x", "{}")->status, 0);
}

TEST_F(SessionTest, AKeyThatTheTargetEchoesIsNotKept) {
  Session session = Make(std::nullopt);
  transport_.answers = {
      {401, {{"X-Was", "sk-admin-secret"}}, R"({"error":"bad sk-admin-secret!"})"}};
  const auto answer = session.Send(Operation::kList, "GET", "/x");
  EXPECT_EQ(answer->body, R"({"error":"bad $OPENAI_ADMIN_KEY!"})");
  EXPECT_EQ(answer->Header("x-was"), "$OPENAI_ADMIN_KEY");
  EXPECT_EQ(answer->json["error"], "bad $OPENAI_ADMIN_KEY!");
}

TEST_F(SessionTest, A429IsWaitedForAsLongAsItSaysOrLongerEachTime) {
  Session session = Make(PaceLimits{60'000, 100, 100, 25});
  transport_.answers = {{429, {{"Retry-After", "20"}}, "{}"}, {429, {}, "{}"}, {429, {}, "{}"}};
  EXPECT_EQ(session.Send(Operation::kList, "GET", "/x")->status, 200);
  ASSERT_EQ(transport_.asked.size(), 4U);
  EXPECT_GE(transport_.asked[1] - transport_.asked[0], 20);
  EXPECT_GE(transport_.asked[2] - transport_.asked[1], 10);
  EXPECT_GE(transport_.asked[3] - transport_.asked[2], 20);
  EXPECT_TRUE(session.retry_after_seen());
  EXPECT_EQ(session.limited(), 3);
}

TEST_F(SessionTest, A429WithoutEndIsGivenUp) {
  Session session = Make(PaceLimits{60'000, 100, 100, 25});
  for (int i = 0; i < 50; ++i) transport_.answers.push_back({429, {{"Retry-After", "1"}}, "{}"});
  EXPECT_THROW(session.Send(Operation::kList, "GET", "/x"), CannotLook);
}

TEST_F(SessionTest, AtFullSpeedAMovableClockIsMovedElseItSaysHow) {
  Session session = Make(std::nullopt);
  int moved = 0;
  session.OnLimited([&](const Credential&) { return ++moved > 0; });
  transport_.answers = {{429, {}, "{}"}};
  EXPECT_EQ(session.Send(Operation::kList, "GET", "/x")->status, 200);
  EXPECT_EQ(moved, 1);
  Session other = Make(std::nullopt);
  transport_.answers = {{429, {}, "{}"}};
  EXPECT_THROW(other.Send(Operation::kList, "GET", "/x"), CannotLook);
}

TEST_F(SessionTest, OnlyReadsAreAskedAgainWhenTheConnectionIsLost) {
  Session session = Make(PaceLimits{60'000, 100, 100, 25});
  transport_.answers = {{0, {}, ""}};
  EXPECT_EQ(session.Send(Operation::kList, "GET", "/x")->status, 200);
  transport_.answers = {{0, {}, ""}};
  EXPECT_THROW(session.Send(Operation::kCreate, "POST", "/x", "{}"), CannotLook);
  EXPECT_EQ(transport_.asked.size(), 3U);
}

TEST_F(SessionTest, AGatewaysAnswerToAReadIsAskedAgainTwice) {
  Session session = Make(std::nullopt);
  transport_.answers = {{502, {}, ""}, {503, {}, ""}, Ok()};
  EXPECT_EQ(session.Send(Operation::kList, "GET", "/x")->status, 200);
  transport_.answers = {{504, {}, ""}, {504, {}, ""}, {504, {}, ""}};
  EXPECT_THROW(session.Send(Operation::kList, "GET", "/x"), CannotLook);
  transport_.answers = {{500, {}, ""}};
  EXPECT_EQ(session.Send(Operation::kList, "GET", "/x")->status, 500);
}

TEST_F(SessionTest, AGatewaysAnswerToAChangeBeginsTheScenarioAgain) {
  Session session = Make(std::nullopt);
  for (int i = 0; i < 3; ++i) {
    transport_.answers = {{502, {}, ""}};
    EXPECT_THROW(session.Send(Operation::kCreate, "POST", "/x", "{}"), Interrupted);
  }
  transport_.answers = {{502, {}, ""}};
  EXPECT_THROW(session.Send(Operation::kCreate, "POST", "/x", "{}"), CannotLook);
  Session paced = Make(PaceLimits{60'000, 100, 100, 25});
  transport_.answers = {{502, {}, ""}};
  EXPECT_THROW(paced.Send(Operation::kCreate, "POST", "/x", "{}"), CannotLook);
}

TEST_F(SessionTest, AGatewaysAnswerIsOneForAControlPlaneThatIsNotThere) {
  Session session = Make(std::nullopt);
  transport_.answers = {{502, {}, ""}, {502, {}, ""}, {502, {}, ""}};
  EXPECT_EQ(session.Send(Operation::kControl, "GET", "/x")->status, 502);
}

TEST_F(SessionTest, TheStoryHasNoKey) {
  Session session = Make(std::nullopt);
  session.Send(Operation::kCreate, "POST", "/x", R"({"email":"o'neil@example.com"})");
  EXPECT_EQ(transport_.last.headers[0].second, "Bearer sk-admin-secret");
  const std::string line = ToCurl(*session.story().front());
  EXPECT_EQ(line.find("secret"), std::string::npos);
  EXPECT_NE(line.find("Bearer $OPENAI_ADMIN_KEY"), std::string::npos);
  EXPECT_NE(line.find(R"(o'\''neil)"), std::string::npos);
}

TEST_F(SessionTest, StopEndsAWait) {
  Session session = Make(PaceLimits{0.001, 1, 100, 25});  // the second would take years
  session.Send(Operation::kList, "GET", "/x");
  stop_ = true;
  EXPECT_THROW(session.Send(Operation::kList, "GET", "/x"), CannotLook);
}

TEST(ToCurl, IsALineOfAsciiThatAShellRunsAgain) {
  Exchange exchange;
  exchange.method = "POST";
  exchange.url = "http://127.0.0.1/v1/organization/invites";
  exchange.authorization = "Bearer $OPENAI_ADMIN_KEY";
  exchange.type = "application/json";
  exchange.sent = "it's \xFF\n";
  EXPECT_EQ(ToCurl(exchange),
            "curl -s -X POST -H \"Authorization: Bearer $OPENAI_ADMIN_KEY\" "
            "'http://127.0.0.1/v1/organization/invites' -H 'Content-Type: application/json' "
            "--data-binary $'it\\'s \\xff\\x0a'");
  exchange.sent = std::string(5'000, '[');
  EXPECT_LT(ToCurl(exchange).size(), 4'500U);
  EXPECT_NE(ToCurl(exchange).find("# and 904 bytes more"), std::string::npos);
}

}  // namespace
}  // namespace invitro::contract
