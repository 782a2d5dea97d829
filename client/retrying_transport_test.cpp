#include "client/retrying_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/fake_transport.h"
#include "invitro/client.h"

namespace invitro {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using Kind = TransportError::Kind;

/// A world without time: sleeping moves its clock.
struct FakeWorld {
  Transport::Clock::time_point now;
  std::vector<std::int64_t> slept_ms;

  RetryWorld World() {
    return {
        .now = [this] { return now; },
        .sleep =
            [this](milliseconds time) {
              now += time;
              slept_ms.push_back(time.count());
            },
        .random = [] { return 0.0; },
        .wall_clock = [] { return std::int64_t{1'711'471'533}; }};  // Tue, 26 Mar 2024 16:45:33 GMT
  }
};

class RetryingTransportTest : public testing::Test {
 protected:
  Answer Send(const std::string& method, std::deque<Answer> answers,
              milliseconds timeout = milliseconds(600'000)) {
    seen_.requests.clear();
    world_.slept_ms.clear();
    RetryingTransport transport(
        std::make_unique<FakeTransport>(FakeTransport::Script(std::move(answers)), seen_), 2,
        world_.World());
    return transport.Send({.method = method, .path = "/", .body = ""}, world_.now + timeout);
  }
  std::size_t tries() const { return seen_.requests.size(); }

  static HttpResponse With(int status, const char* name, const char* value) {
    HttpResponse response = Status(status);
    response.headers = {{name, value}};
    return response;
  }

  FakeWorld world_;
  FakeTransport::Seen seen_;
};

TEST_F(RetryingTransportTest, GetAndDeleteAreAskedAgainWhereThatMayHelp) {
  for (const char* method : {"GET", "DELETE"}) {
    for (const int status : {408, 429, 500, 502, 503, 504}) {
      EXPECT_EQ(Send(method, {Status(status), Status(200)})->status, 200) << status;
      EXPECT_EQ(tries(), 2U);
    }
    for (const int status : {200, 400, 401, 403, 404, 405, 409, 422}) {
      EXPECT_EQ(Send(method, {Status(status), Status(200)})->status, status);
      EXPECT_EQ(tries(), 1U) << status;
    }
    for (const Kind kind : {Kind::kCannotConnect, Kind::kLost, Kind::kTimedOut}) {
      EXPECT_TRUE(Send(method, {Failed(kind, true), Status(200)}));
    }
    for (const Kind kind : {Kind::kTls, Kind::kBadUrl, Kind::kTooLarge, Kind::kUnreadable}) {
      EXPECT_FALSE(Send(method, {Failed(kind, true), Status(200)}));
    }
  }
}

TEST_F(RetryingTransportTest, APostIsNeverSentAgainIfItMayHaveActed) {
  EXPECT_FALSE(Send("POST", {Failed(Kind::kLost, true), Status(200)}));
  EXPECT_FALSE(Send("POST", {Failed(Kind::kTimedOut, true), Status(200)}));
  for (const int status : {408, 500, 502, 503, 504}) {
    EXPECT_EQ(Send("POST", {With(status, "x-should-retry", "true"), Status(200)})->status, status);
    EXPECT_EQ(tries(), 1U) << status;
  }
  EXPECT_TRUE(Send("POST", {Failed(Kind::kCannotConnect, false), Status(200)}));
  EXPECT_EQ(Send("POST", {Status(429), Status(200)})->status, 200)
      << "a 429 was refused before it acted";
}

TEST_F(RetryingTransportTest, GivesUpAfterItsRetriesWithTheLastAnswer) {
  const auto answer = Send("GET", {Status(500)});
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->tries, 3);
  EXPECT_EQ(tries(), 3U);
  const auto lost =
      Send("DELETE", {Failed(Kind::kLost, true), Failed(Kind::kCannotConnect, false)});
  ASSERT_FALSE(lost);
  EXPECT_TRUE(lost.error().may_have_been_processed)
      << "the first try may have acted, whatever became of the last";
}

TEST_F(RetryingTransportTest, WaitsLongerEachTimeOrAsItIsAsked) {
  Send("GET", {Status(500)});
  EXPECT_THAT(world_.slept_ms, ElementsAre(500, 1000));
  Send("GET", {With(429, "Retry-After", "7"), Status(200)});
  EXPECT_THAT(world_.slept_ms, ElementsAre(7000));
  Send("GET", {With(503, "retry-after-ms", "250"), Status(200)});
  EXPECT_THAT(world_.slept_ms, ElementsAre(250));
  Send("GET", {With(503, "retry-after", "Tue, 26 Mar 2024 16:45:43 GMT"), Status(200)});
  EXPECT_THAT(world_.slept_ms, ElementsAre(10'000));
  for (const char* useless :
       {"3600", "-1", "soon", "nan", "1e999"}) {  // an hour is not what a person waits for
    Send("GET", {With(503, "retry-after", useless), Status(200)});
    EXPECT_THAT(world_.slept_ms, ElementsAre(500)) << useless;
  }
}

TEST_F(RetryingTransportTest, ShouldRetryOverrulesTheStatus) {
  EXPECT_EQ(Send("GET", {With(500, "x-should-retry", "false"), Status(200)})->status, 500);
  EXPECT_EQ(Send("GET", {With(409, "x-should-retry", "true"), Status(200)})->status, 200);
}

TEST_F(RetryingTransportTest, NeverWaitsBeyondTheDeadline) {
  EXPECT_EQ(
      Send("GET", {With(429, "retry-after", "30"), Status(200)}, milliseconds(20'000))->status,
      429);
  EXPECT_EQ(tries(), 1U);
  EXPECT_TRUE(world_.slept_ms.empty());
}

TEST_F(RetryingTransportTest, A404ToADeleteAskedAgainIsNoPlain404) {
  const auto removed = [&](std::deque<Answer> answers) {
    auto transport = std::make_unique<RetryingTransport>(
        std::make_unique<FakeTransport>(FakeTransport::Script(std::move(answers)), seen_), 2,
        world_.World());
    Client client(std::move(transport), "/v1", "key");
    const auto id = client.Delete("a");
    EXPECT_FALSE(id);
    return std::get<ApiError>(id.error());
  };
  EXPECT_FALSE(removed({Status(404)}).gone_after_retry);
  EXPECT_FALSE(removed({Status(429), Status(404)}).gone_after_retry) << "a 429 did nothing";
  EXPECT_TRUE(removed({Failed(Kind::kLost, true), Status(404)}).gone_after_retry);
  const ApiError gone = removed({Status(502), Status(404)});
  EXPECT_TRUE(gone.gone_after_retry);
  EXPECT_THAT(Describe(gone), testing::HasSubstr("may have deleted it"));
}

}  // namespace
}  // namespace invitro
