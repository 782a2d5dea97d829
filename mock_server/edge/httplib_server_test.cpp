// What the httplib engine does itself, because the library's public interface offers it no other
// way: it ends connections, sends faulty answers, hides headers and grows its threads.

#include <gtest/gtest.h>
#include <httplib.h>

#include <cstdio>
#include <filesystem>
#include <iterator>
#include <list>
#include <memory>
#include <string>
#include <thread>

#include "mock_server/edge/http_server.h"
#include "mock_server/edge/raw_client.h"

namespace invitro::edge {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kBody = "twelve bytes";
constexpr std::string_view kOk = "GET /ok HTTP/1.1\r\n\r\n";

/// Long enough that a test which waits for it has failed.
constexpr milliseconds kVeryLong{600'000};

http::Delivery DeliveryFor(std::string_view target) {
  http::Delivery delivery;
  if (target == "/delayed") delivery.delay = kVeryLong;
  if (target == "/paused") delivery.body_pause = kVeryLong;
  if (target == "/paused-a-moment") delivery.body_pause = milliseconds(1);
  if (target == "/cut") delivery.cut_after = 3;
  if (target == "/cut-at-once") delivery.cut_after = 0;
  if (target == "/too-long") delivery.length_error = 5;
  if (target == "/too-short") delivery.length_error = -5;
  if (target == "/far-too-short") delivery.length_error = -500;
  return delivery;
}

http::Response Handle(const http::Request& request) {
  if (request.target == "/missing") return {.status = 404, .body = std::string(kBody)};
  if (request.target == "/headers") {
    std::string seen;
    for (const char* name : {"Content-Type", "Invitro-Content-Type"}) {
      seen += std::string(request.Header(name).value_or("none")) + "; ";
    }
    return {.body = seen + std::string(request.body)};
  }
  return {.body = std::string(kBody), .delivery = DeliveryFor(request.target)};
}

http::Response Rejected(http::Rejection why, std::string_view /*method*/,
                        std::string_view /*target*/) {
  return {.status = why == http::Rejection::kTimedOut ? 408 : 400, .body = std::string(kBody)};
}

std::size_t Count(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

/// All that the server sends until it ends the connection, or until nothing comes any more.
std::string ReadAll(RawClient& client) {
  std::string all;
  for (std::string more = client.ReadOnce(); !more.empty(); more = client.ReadOnce()) all += more;
  return all;
}

std::string Body(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "no answer" : answer.substr(end + 4);
}

class HttplibServerTest : public testing::Test {
 protected:
  void SetUp() override { Start({}); }
  void Start(Options options) {
    options.engine = Engine::kHttplib;
    auto server = HttpServer::Start(options, http::AtOnce(Handle), Rejected);
    ASSERT_TRUE(server) << server.error();
    server_ = *std::move(server);
  }
  RawClient Client() const { return RawClient(server_->port()); }
  std::string AllOf(std::string_view request) const {
    RawClient client = Client();
    client.Send(request);
    return ReadAll(client);
  }

  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttplibServerTest, AnswersBeforeTheEndAreWhole) {
  for (const char* request :
       {"GET /ok HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /ok HTTP/1.1\r\nConnection: Close, x\r\n\r\n", "GET /ok HTTP/1.0\r\n\r\n",
        "GET /ok HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET /ok HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
        "POST /ok HTTP/1.1\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc",
        "POST /ok HTTP/1.1\r\nContent-Length: x\r\n\r\n", "nonsense\r\n\r\n",
        "GET /ok HTTP/1.1\r\nA : b\r\nConnection: close\r\n\r\nGET /ok HTTP/1.1\r\n\r\n"}) {
    RawClient client = Client();
    client.Send(request);
    const std::string answer = ReadAll(client);
    EXPECT_EQ(Body(answer), kBody) << request;
    EXPECT_EQ(Count(answer, "\r\nConnection: "), 1U) << answer;
    EXPECT_EQ(Count(answer, "\r\nConnection: close\r\n"), 1U) << answer;
    EXPECT_EQ(Count(answer, "\r\nContent-Length: "), 1U) << answer;
    EXPECT_EQ(Count(answer, "\r\nContent-Length: 12\r\n"), 1U) << answer;
    EXPECT_EQ(Count(answer, "nvitro-"), 0U) << answer;
    EXPECT_TRUE(client.SeesEnd()) << request;
  }
}

TEST_F(HttplibServerTest, HeadWithABodyEndsTheConnection) {
  RawClient client = Client();
  client.Send("HEAD /ok HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
  const std::string answer = ReadAll(client);
  EXPECT_EQ(Body(answer), "");
  EXPECT_EQ(Count(answer, "\r\nContent-Length: 12\r\n"), 1U) << answer;
  EXPECT_TRUE(client.SeesEnd());
}

/// The newest versions say "close" in every error, and leave the connection open.
TEST_F(HttplibServerTest, ErrorsOfTheHandlerKeepTheConnection) {
  RawClient client = Client();
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.Ask("GET /missing HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 404);
    EXPECT_EQ(Count(answer->head, "\r\nConnection: keep-alive\r\n"), 1U) << answer->head;
    EXPECT_EQ(Count(answer->head, "\r\nConnection: "), 1U) << answer->head;
  }
}

/// Newer versions send such answers in another way than all others, without a length.
TEST_F(HttplibServerTest, AnUpgradeIsAnsweredLikeAnyRequest) {
  RawClient client = Client();
  const auto answer = client.Ask(
      "GET /ok HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, kBody);
  EXPECT_EQ(client.Ask(kOk)->body, kBody);
}

TEST_F(HttplibServerTest, HeadersAndFormsArriveAsTheyWereSent) {
  const auto form = Client().Ask(
      "POST /headers HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n"
      "Content-Length: 4\r\n\r\n--b-");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->body, "multipart/form-data; boundary=b; none; --b-");
  const auto plain = Client().Ask("GET /headers HTTP/1.1\r\nInvitro-Content-Type: x\r\n\r\n");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->body, "none; x; ");
}

TEST_F(HttplibServerTest, FaultyAnswersEndAsAsked) {
  const auto request = [](std::string_view target) {
    return "GET " + std::string(target) + " HTTP/1.1\r\n\r\n";
  };
  EXPECT_EQ(Body(AllOf(request("/cut"))), "twe");
  EXPECT_EQ(Body(AllOf(request("/cut-at-once"))), "");
  for (const auto& [target, length] :
       {std::pair{"/too-long", "17"}, {"/too-short", "7"}, {"/far-too-short", "0"}}) {
    const std::string answer = AllOf(request(target));
    EXPECT_EQ(Body(answer), kBody) << target;
    EXPECT_EQ(Count(answer, "\r\nContent-Length: " + std::string(length) + "\r\n"), 1U) << answer;
    EXPECT_EQ(Count(answer, "\r\nContent-Length: "), 1U) << answer;
  }
  RawClient paused = Client();
  EXPECT_EQ(paused.Ask(request("/paused-a-moment"))->body, kBody);
  EXPECT_EQ(paused.Ask(kOk)->body, kBody) << "a pause keeps the connection";
}

TEST_F(HttplibServerTest, StopEndsDelaysAndPauses) {
  RawClient delayed = Client(), paused = Client();
  delayed.Send("GET /delayed HTTP/1.1\r\n\r\n");
  paused.Send("GET /paused HTTP/1.1\r\n\r\n");
  std::string begun;  // the head and the first half of the body
  while (begun.find("\r\n\r\ntwelve") == std::string::npos) {
    const std::string more = paused.ReadOnce();
    ASSERT_FALSE(more.empty()) << begun;
    begun += more;
  }
  const auto began = std::chrono::steady_clock::now();
  server_->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(30));
  EXPECT_EQ(begun.substr(begun.find("twelve")) + ReadAll(paused), kBody) << "begun, and finished";
}

TEST_F(HttplibServerTest, ABodyThatTakesTooLongIsAnswered408) {
  Options options;
  options.request_timeout = milliseconds(50);
  Start(options);
  RawClient slow(server_->port(), milliseconds(10));
  slow.Send("POST /ok HTTP/1.1\r\nContent-Length: 100000\r\n\r\n");
  std::string answer;
  while (answer.empty() && slow.Send("x")) answer = slow.ReadOnce();  // waits 10 ms a time
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
}

/// Older versions take the end of the client's side for the end of the client, if they see it.
TEST_F(HttplibServerTest, AClientThatEndsItsSideIsAnswered) {
  int minor = 0;
  ASSERT_EQ(std::sscanf(CPPHTTPLIB_VERSION, "0.%d", &minor), 1);
  constexpr int kAnsweredFrom = 34;
  if (minor < kAnsweredFrom) GTEST_SKIP() << "docs/engines.md: half_closed";
  for (const char* request :
       {"GET /ok HTTP/1.0\r\n\r\n", "GET /ok HTTP/1.1\r\nConnection: close\r\n\r\n"}) {
    RawClient client = Client();
    client.Send(request);
    client.EndInput();
    EXPECT_EQ(Body(ReadAll(client)), kBody) << request;
  }
}

TEST_F(HttplibServerTest, MoreClientsThanThreadsWaitTheirTurn) {
  Options options;
  options.max_connections = 2;
  Start(options);
  RawClient first = Client();
  EXPECT_TRUE(first.Ask(kOk));
  auto second = std::make_unique<RawClient>(server_->port());
  EXPECT_TRUE(second->Ask(kOk));
  RawClient third = Client();
  third.Send(kOk);
  EXPECT_EQ(RawClient(server_->port(), milliseconds(50)).Ask(kOk), std::nullopt);
  second.reset();
  EXPECT_TRUE(third.Receive()) << "the second one's thread serves it";
}

#ifdef __linux__
std::ptrdiff_t ThreadsOfThisProcess() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

TEST_F(HttplibServerTest, ThreadsWithoutWorkEnd) {
  const std::ptrdiff_t before = ThreadsOfThisProcess();
  constexpr int kClients = 50;
  {
    std::list<RawClient> clients;
    for (int i = 0; i < kClients; ++i) EXPECT_TRUE(clients.emplace_back(server_->port()).Ask(kOk));
    EXPECT_GE(ThreadsOfThisProcess(), before + kClients);
  }
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (ThreadsOfThisProcess() > before) {
    ASSERT_LT(std::chrono::steady_clock::now(), until);
    std::this_thread::sleep_for(milliseconds(50));  // time is what passes here
  }
  EXPECT_TRUE(Client().Ask(kOk)) << "a new thread serves";
}
#endif

}  // namespace
}  // namespace invitro::edge
