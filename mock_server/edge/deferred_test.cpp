// Answers that come later, on every engine of this build: from another thread, in pieces, for a
// client that has gone, and for a server that has stopped.

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include "mock_server/edge/http_server.h"
#include "mock_server/edge/raw_client.h"

namespace invitro::edge {
namespace {

using http::DeferredResponse;

/// Promises that a test keeps, one for each request to /later.
class Promises {
 public:
  void Put(DeferredResponse promise) {
    const MutexLock lock(mutex_);
    promise_ = std::move(promise);
    changed_.NotifyAll();
  }
  DeferredResponse Take() {
    const MutexLock lock(mutex_);
    while (!promise_) changed_.Wait(mutex_);
    DeferredResponse promise = *std::move(promise_);
    promise_.reset();
    return promise;
  }

 private:
  Mutex mutex_;
  Condition changed_;
  std::optional<DeferredResponse> promise_ GUARDED_BY(mutex_);
};

http::Response Rejected(http::Rejection why, std::string_view /*method*/,
                        std::string_view /*target*/) {
  return {.status = why == http::Rejection::kHandlerFailed ? 500 : 400, .body = "rejected"};
}

constexpr std::string_view kLater = "GET /later HTTP/1.1\r\n\r\n";
constexpr std::string_view kNow = "GET /now HTTP/1.1\r\n\r\n";

class DeferredTest : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    Options options;
    options.engine = GetParam();
    auto server = HttpServer::Start(
        options,
        [this](const http::Request& request, http::Responder& responder) {
          if (request.target == "/later") return promises_.Put(responder.Defer());
          if (request.target == "/throws") {
            promises_.Put(responder.Defer());
            throw std::runtime_error("secret");
          }
          if (request.target == "/forgotten") return;
          if (request.target == "/dropped") return static_cast<void>(responder.Defer());
          responder.Respond({.body = "now"});
        },
        Rejected);
    ASSERT_TRUE(server) << server.error();
    server_ = *std::move(server);
  }

  /// Waits long: every answer comes, on a busy machine later.
  RawClient Client() const { return RawClient(server_->port(), std::chrono::seconds(20)); }
  /// Whether `done` becomes true within some seconds.
  template <class Done>
  static bool Soon(Done done) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::yield();
    }
    return true;
  }

  Promises promises_;
  std::unique_ptr<HttpServer> server_;
};

TEST_P(DeferredTest, ComesFromAnotherThread) {
  RawClient client = Client();
  client.Send(kLater);
  std::thread([promise = promises_.Take()]() mutable {
    promise.Respond({.status = 201, .body = "later"});
  }).join();
  const auto answer = client.Receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "later");
  EXPECT_EQ(client.Ask(kNow)->body, "now") << "the connection is kept";
}

TEST_P(DeferredTest, OthersAreServedMeanwhile) {
  RawClient client = Client();
  client.Send(kLater);
  DeferredResponse promise = promises_.Take();
  for (int i = 0; i < 10; ++i) {
    RawClient other = Client();
    EXPECT_EQ(other.Ask(kNow)->body, "now");
  }
  promise.Respond({.body = "later"});
  EXPECT_EQ(client.Receive()->body, "later");
}

TEST_P(DeferredTest, AStreamComesInChunks) {
  RawClient client = Client();
  client.Send(kLater);
  DeferredResponse promise = promises_.Take();
  ASSERT_TRUE(promise.Begin({.content_type = "text/event-stream", .body = "one"}));
  std::string all;
  const auto read_up_to = [&](const std::string& end) {
    while (all.find(end) == std::string::npos) {
      const std::string more = client.ReadOnce();
      ASSERT_FALSE(more.empty()) << all;
      all += more;
    }
  };
  read_up_to("3\r\none\r\n");
  EXPECT_NE(all.find("Transfer-Encoding: chunked"), std::string::npos) << all;
  ASSERT_TRUE(promise.Write("twice"));
  read_up_to("5\r\ntwice\r\n");
  promise.End();
  read_up_to("\r\n0\r\n\r\n");
}

TEST_P(DeferredTest, AStreamThatIsDroppedEndsWithoutItsLastChunk) {
  RawClient client = Client();
  client.Send(kLater);
  {
    DeferredResponse promise = promises_.Take();
    ASSERT_TRUE(promise.Begin({.body = "one"}));
  }
  std::string all;
  for (std::string more = client.ReadOnce(); !more.empty(); more = client.ReadOnce()) all += more;
  EXPECT_NE(all.find("one"), std::string::npos);
  EXPECT_EQ(all.find("\r\n0\r\n"), std::string::npos) << all;
}

TEST_P(DeferredTest, APromiseThatIsNotKeptIsAnswered500) {
  for (const char* target : {"/dropped", "/forgotten"}) {
    const auto answer = Client().Ask("GET " + std::string(target) + " HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(answer) << target;
    EXPECT_EQ(answer->status, 500);
    EXPECT_EQ(answer->body, "rejected");
  }
}

TEST_P(DeferredTest, AStreamToAClientThatLeftTakesNoMore) {
  auto client = std::make_unique<RawClient>(server_->port());
  client->Send(kLater);
  DeferredResponse promise = promises_.Take();
  ASSERT_TRUE(promise.Begin({.body = "one"}));
  client->ReadOnce();
  client.reset();
  EXPECT_TRUE(Soon([&] { return !promise.Write("x"); }));
  EXPECT_TRUE(Soon([&] { return promise.cancelled(); }));
}

TEST_P(DeferredTest, AStoppedServerDropsLateAnswers) {
  RawClient client = Client();
  client.Send(kLater);
  DeferredResponse promise = promises_.Take();
  const auto began = std::chrono::steady_clock::now();
  server_->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
  EXPECT_TRUE(promise.cancelled());
  promise.Respond({.body = "too late"});
  server_.reset();
  promise.Respond({.body = "even later"});
}

TEST_P(DeferredTest, ASlowReaderBoundsTheStream) {
  RawClient client = Client();
  client.Send(kLater);
  DeferredResponse promise = promises_.Take();
  ASSERT_TRUE(promise.Begin({}));
  const std::string part(64 * 1024, 'x');
  std::size_t taken = 0;
  constexpr std::size_t kFarTooMuch = 64 * 1024 * 1024;
  // Until nothing is taken for a while: what the sockets and the engine hold is full then.
  for (int refused = 0; refused < 1000 && taken < kFarTooMuch;) {
    const bool accepted = promise.Write(part);
    taken += accepted ? part.size() : 0;
    refused = accepted ? 0 : refused + 1;
    std::this_thread::yield();
  }
  EXPECT_LT(taken, kFarTooMuch) << "the client has read nothing";
}

TEST_P(DeferredTest, AReaderThatKeepsUpGetsALongStreamWhole) {
  RawClient client = Client();
  client.Send(kLater);
  std::thread producer([promise = promises_.Take()]() mutable {
    ASSERT_TRUE(promise.Begin({}));
    const std::string part(64 * 1024, 'x');
    for (int i = 0; i < 200; ++i) {
      while (!promise.Write(part)) std::this_thread::yield();
    }
    promise.End();
  });
  std::size_t received = 0;
  std::string last;
  while (!last.ends_with("0\r\n\r\n")) {
    last = client.ReadOnce();
    ASSERT_FALSE(last.empty());
    received += last.size();
  }
  producer.join();
  EXPECT_GT(received, 200U * 64 * 1024);
}

TEST_P(DeferredTest, AHandlerThatPromisesAndThrowsHasFailed) {
  const auto answer = Client().Ask("GET /throws HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
  EXPECT_TRUE(promises_.Take().cancelled());
}

#ifdef INVITRO_EPOLL
class PipelinedDeferredTest : public DeferredTest {};

TEST_P(PipelinedDeferredTest, AnswersKeepTheirOrder) {
  RawClient client = Client();
  client.Send(std::string(kLater) + std::string(kNow) + std::string(kNow));
  promises_.Take().Respond({.body = "later"});
  for (const char* body : {"later", "now", "now"}) {
    const auto answer = client.Receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, body);
  }
}

TEST_P(PipelinedDeferredTest, AComputationLearnsThatItsClientLeft) {
  auto client = std::make_unique<RawClient>(server_->port());
  client->Send(kLater);
  DeferredResponse promise = promises_.Take();
  EXPECT_FALSE(promise.cancelled());
  client.reset();
  EXPECT_TRUE(Soon([&] { return promise.cancelled(); }));
  promise.Respond({.body = "for no one"});
  EXPECT_EQ(Client().Ask(kNow)->body, "now");
}

TEST_P(PipelinedDeferredTest, AClientThatOnlyEndedItsSideIsAnswered) {
  RawClient client = Client();
  client.Send(kLater);
  client.EndInput();
  promises_.Take().Respond({.body = "later"});
  EXPECT_EQ(client.Receive()->body, "later");
  EXPECT_TRUE(client.SeesEnd());
}

INSTANTIATE_TEST_SUITE_P(Epoll, PipelinedDeferredTest, testing::Values(Engine::kEpoll));
INSTANTIATE_TEST_SUITE_P(Epoll, DeferredTest, testing::Values(Engine::kEpoll));
#endif
INSTANTIATE_TEST_SUITE_P(Httplib, DeferredTest, testing::Values(Engine::kHttplib));

}  // namespace
}  // namespace invitro::edge
