// The transport against servers that misbehave, over real sockets.

#include "client/httplib_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "client/deadline_guard.h"
#include "client/fake_transport.h"
#include "client/scripted_server.h"

namespace invitro {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using Kind = TransportError::Kind;

ClientOptions For(const ScriptedServer& server, milliseconds timeout = milliseconds(10'000)) {
  ClientOptions options;
  options.base_url = server.base_url();
  options.key = "sk-admin-secret-key-of-mine";
  options.timeout = timeout;
  options.max_retries = 0;
  return options;
}

TransportError Failure(const Result<Invite>& result) {
  EXPECT_FALSE(result);
  const auto* error = result ? nullptr : std::get_if<TransportError>(&result.error());
  EXPECT_NE(error, nullptr);
  return error ? *error : TransportError{};
}

TEST(HttplibTransportTest, KeepsItsConnectionFromOneRequestToTheNext) {
  const ScriptedServer server(
      {{WireAnswer(200, InviteJson("a")), WireAnswer(200, InviteJson("b"))}});
  auto client = Client::Make(For(server));
  ASSERT_TRUE(client);
  EXPECT_EQ(client->Retrieve("a")->id, "a");
  EXPECT_EQ(client->Create({"b", "reader", std::nullopt})->id, "b");
  EXPECT_EQ(server.requests(), 2);
}

TEST(HttplibTransportTest, AConnectionThatDiedWhileItWasIdleCostsNothing) {
  const ScriptedServer server(
      {{WireAnswer(200, InviteJson("a"))}, {WireAnswer(200, InviteJson("b"))}});
  auto client = Client::Make(For(server));
  EXPECT_EQ(client->Create({"a", "reader", std::nullopt})->id, "a");
  // The server has hung up; the client notices before it writes, or else must not write again.
  const auto second = client->Create({"b", "reader", std::nullopt});
  if (second) {
    EXPECT_EQ(second->id, "b");
  } else {
    EXPECT_EQ(Failure(second).kind, Kind::kLost);
  }
}

TEST(HttplibTransportTest, NobodyListeningIsSaidAndHarmless) {
  ClientOptions options;
  options.base_url = "http://127.0.0.1:1/v1";
  options.max_retries = 0;
  auto client = Client::Make(options);
  const TransportError error = Failure(client->Create({"a", "reader", std::nullopt}));
  EXPECT_EQ(error.kind, Kind::kCannotConnect);
  EXPECT_FALSE(error.may_have_been_processed);
}

TEST(HttplibTransportTest, AnAnswerThatIsCutOffIsLost) {
  for (const std::string& bytes :
       {std::string(), std::string("HTTP/1.1 200"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"object\":")}) {
    const ScriptedServer server({{bytes}});
    auto client = Client::Make(For(server));
    const TransportError error = Failure(client->Create({"a", "reader", std::nullopt}));
    EXPECT_EQ(error.kind, Kind::kLost) << bytes;
    EXPECT_TRUE(error.may_have_been_processed);
    EXPECT_EQ(server.requests(), 1) << "a POST was sent again";
  }
}

/// Some versions of the library read these; the others must say what they cannot read.
TEST(HttplibTransportTest, LegalHttpIsReadOrNamed) {
  const std::string chunks = "6\r\n[true]\r\n0\r\nX-Sum: 1\r\n\r\n";
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
  const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
  for (const auto& [bytes, name] :
       {std::pair{hints + WireAnswer(200, "[true]"), std::string("103 Early Hints")},
        {chunked + "Trailer: X-Sum\r\n\r\n" + chunks, "trailers"},
        {chunked + "\r\n" + chunks, "trailers"}}) {
    const ScriptedServer server({{bytes}});
    const auto transport = MakeHttplibTransport(For(server));
    ASSERT_TRUE(transport);
    const auto deadline = Transport::Clock::now() + std::chrono::seconds(10);
    const auto answer = (*transport)->Send({"GET", "/v1/x", ""}, deadline);
    if (answer) {
      EXPECT_EQ(answer->status, 200);
      EXPECT_EQ(answer->body, "[true]");
      continue;
    }
    EXPECT_EQ(answer.error().kind, Kind::kUnreadable) << answer.error().message;
    EXPECT_THAT(answer.error().message, HasSubstr(name));
  }
}

TEST(HttplibTransportTest, AChunkedAnswerThatIsCutOffIsLost) {
  const ScriptedServer server(
      {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"id\": \""}});
  auto client = Client::Make(For(server));
  EXPECT_EQ(Failure(client->Retrieve("a")).kind, Kind::kLost);
}

TEST(HttplibTransportTest, AServerThatDripsIsLeftAtTheDeadline) {
  const std::string endless(2000, 'x');  // 40 s of bytes, each within any time-out for a read
  for (const std::string& bytes :
       {std::string(1, kPause) + "HTTP/1.1 200 OK\r\nA: " + endless,
        "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(1, kPause) + endless}) {
    const ScriptedServer server({{bytes}});
    auto client = Client::Make(For(server, milliseconds(300)));
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(Failure(client->Retrieve("a")).kind, Kind::kTimedOut);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
  }
}

TEST(HttplibTransportTest, AnErrorOfTheApiIsRead) {
  const ScriptedServer server(
      {{WireAnswer(404, R"({"error":{"message":"gone","type":"t","param":null,"code":"c"}})",
                   "x-request-id: req_9\r\n")}});
  auto client = Client::Make(For(server));
  const auto invite = client->Retrieve("a");
  ASSERT_FALSE(invite);
  const auto& error = std::get<ApiError>(invite.error());
  EXPECT_EQ(error.status, 404);
  EXPECT_EQ(error.code, "c");
  EXPECT_EQ(error.request_id, "req_9");
}

TEST(HttplibTransportTest, NoErrorShowsTheKey) {
  const ScriptedServer server(std::vector<ConnectionScript>{{}});
  auto client = Client::Make(For(server));
  const auto invite = client->Retrieve("a");
  ASSERT_FALSE(invite);
  EXPECT_THAT(Describe(invite.error()), testing::Not(HasSubstr("secret")));
}

TEST(HttplibTransportTest, UrlsThatCannotBeUsedAreErrorsAtOnce) {
  ClientOptions options;
  options.base_url = "localhost:8765";
  EXPECT_THAT(Describe(Client::Make(options).error()), HasSubstr("https://host/v1"));
  options.base_url = "http://localhost:8765";
  options.proxy = "http://user:hunter2@proxy";
  const auto client = Client::Make(options);
  ASSERT_FALSE(client);
  EXPECT_THAT(Describe(client.error()), testing::Not(HasSubstr("hunter2")));
}

TEST(DeadlineGuardTest, CallsOnceAtTheDeadlineAndNeverAfterDisarm) {
  std::atomic<int> calls = 0;
  DeadlineGuard guard([&] { ++calls; });
  const auto now = DeadlineGuard::Clock::now();
  guard.Arm(now + std::chrono::hours(1));
  EXPECT_FALSE(guard.Disarm());
  guard.Arm(now - milliseconds(1));
  while (calls == 0) std::this_thread::yield();
  EXPECT_TRUE(guard.Disarm());
  EXPECT_FALSE(guard.Disarm() && calls != 1);
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace invitro
