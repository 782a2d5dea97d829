// What the edge does beyond what a plain server fails at: time-outs, back-pressure, encodings,
// continuation.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "mock_server/edge/http_server.h"
#include "mock_server/edge/raw_client.h"

namespace invitro::edge {
namespace {

http::Response Echo(const http::Request& request) {
  std::string seen;
  for (const http::HeaderView& header : request.headers) {
    seen += std::string(header.name) + "=" + std::string(header.value) + ";";
  }
  if (request.target == "/headers") return {.body = seen};
  if (request.target == "/delayed") {
    return {.body = "delayed", .delivery = http::Delivery{.delay = std::chrono::milliseconds(50)}};
  }
  if (request.target == "/page") return {.body = std::string(100'000, 'x')};
  return {.body = std::string(request.method) + " " + std::string(request.target) + " " +
                  std::string(request.body)};
}

http::Response Rejected(http::Rejection why, std::string_view method, std::string_view target) {
  return {.status = why == http::Rejection::kTimedOut              ? 408
                    : why == http::Rejection::kUnsupportedEncoding ? 415
                    : why == http::Rejection::kBodyTooLarge        ? 413
                                                                   : 400,
          .body = "rejected " + std::string(method) + " " + std::string(target)};
}

class ConnectionTest : public testing::Test {
 protected:
  void Start(const Options& options) {
    auto server = HttpServer::Start(options, http::AtOnce(Echo), Rejected);
    ASSERT_TRUE(server) << server.error();
    server_ = *std::move(server);
  }
  void SetUp() override { Start({}); }

  RawClient Client() const { return RawClient(server_->port()); }
  std::string Body(std::string_view request) const {
    const auto answer = Client().Ask(request);
    return answer ? answer->body : "no answer";
  }

  std::unique_ptr<HttpServer> server_;
};

TEST_F(ConnectionTest, TheTargetArrivesAsItWasSent) {
  EXPECT_EQ(Body("GET /a%2Fb+c?d=%20&e HTTP/1.1\r\n\r\n"), "GET /a%2Fb+c?d=%20&e ");
  EXPECT_EQ(Body("DELETE /x HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"), "DELETE /x hi");
  EXPECT_EQ(Body("OPTIONS * HTTP/1.1\r\n\r\n"), "OPTIONS * ");
}

/// The library would undo the %-escapes, drop the empty one, stumble over the ranges and add its
/// own.
TEST_F(ConnectionTest, TheHandlerSeesTheClientsHeadersAsTheyCame) {
  EXPECT_EQ(Body("GET /headers HTTP/1.1\r\nAuthorization: Bearer 100%41+\r\nx-EMPTY:\r\n"
                 "Range: nonsense\r\nAccept: ;;q=x\r\nX-Y: 1\r\nX-Y: 2\r\n\r\n"),
            "Authorization=Bearer 100%41+;x-EMPTY=;Range=nonsense;Accept=;;q=x;X-Y=1;X-Y=2;");
}

TEST_F(ConnectionTest, TheHandlerSeesEveryMethod) {
  EXPECT_EQ(Body("FOO /x HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"), "FOO /x hi");
  EXPECT_EQ(Body("PRI /x HTTP/1.1\r\n\r\n"), "PRI /x ");
  EXPECT_EQ(Body("CONNECT example.com:443 HTTP/1.1\r\n\r\n"), "CONNECT example.com:443 ");
}

TEST_F(ConnectionTest, AnswersSayNothingThatIsNotSo) {
  const auto answer = Client().Ask("GET /x HTTP/1.1\r\nRange: bytes=0-1\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200) << "no part of an answer";
  EXPECT_EQ(answer->head.find("Keep-Alive:"), std::string::npos) << answer->head;
  EXPECT_NE(answer->head.find("Connection: keep-alive\r\n"), std::string::npos) << answer->head;
  EXPECT_EQ(answer->head.find("REMOTE"), std::string::npos) << answer->head;
}

TEST_F(ConnectionTest, BodiesAreDechunkedAndUnzipped) {
  EXPECT_EQ(Body("POST /x HTTP/1.1\r\nTransfer-Encoding: "
                 "chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n"),
            "POST /x hello");
  std::ifstream file(INVITRO_FIXTURES "/bodies/create.json.gz", std::ios::binary);
  const std::string zipped{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(Body("POST /x HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: " +
                 std::to_string(zipped.size()) + "\r\n\r\n" + zipped),
            R"(POST /x {"email":"zipped@example.com","role":"reader"})");
  EXPECT_EQ(Body("POST /x HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
            "rejected POST /x");
  EXPECT_EQ(Client()
                .Ask("POST /x HTTP/1.1\r\nContent-Encoding: zstd\r\nContent-Length: 1\r\n\r\na")
                ->status,
            415);
  EXPECT_EQ(Body("POST /x HTTP/1.1\r\nContent-Type: multipart/form-data; "
                 "boundary=b\r\nContent-Length: 2\r\n\r\nhi"),
            "POST /x hi");
}

TEST_F(ConnectionTest, ARefusedRequestIsAnsweredThenTheConnectionEnds) {
  RawClient client = Client();
  const auto answer = client.Ask("nonsense\r\n\r\n" + std::string(200'000, 'x'));
  ASSERT_TRUE(answer) << "the answer must outlive what was still being sent";
  EXPECT_EQ(answer->status, 400);
  EXPECT_NE(answer->head.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(client.SeesEnd());
}

TEST_F(ConnectionTest, AClientThatWaitsIsToldToContinueOrRefused) {
  RawClient client = Client();
  EXPECT_EQ(
      client.Ask("POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")->status,
      100);
  EXPECT_EQ(client.Ask("hi")->body, "POST /x hi");
  EXPECT_EQ(Client()
                .Ask("POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n")
                ->status,
            413);
}

/// The client sends all of it before it reads: closed with input unread, it would never see why.
TEST_F(ConnectionTest, AClientThatSendsFarTooMuchLearnsWhy) {
  RawClient client = Client();
  const std::string body(4 * 1024 * 1024, 'x');
  const auto answer = client.Ask("POST /x HTTP/1.1\r\nContent-Length: 4194304\r\n\r\n" + body);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
}

TEST_F(ConnectionTest, ARequestThatIsCutOffIsNotAnsweredThoseBeforeItAre) {
  RawClient client = Client();
  client.Send("GET /x HTTP/1.1\r\n\r\nGET /y HTTP/1.1\r\n\r\nGET /z HTT");
  client.EndInput();
  for (const char* body : {"GET /x ", "GET /y "}) {
    const auto answer = client.Receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, body);
  }
  EXPECT_EQ(client.Receive(), std::nullopt);
  EXPECT_TRUE(client.SeesEnd());
}

TEST_F(ConnectionTest, AClientThatEndedItsSideGetsADelayedAnswer) {
  RawClient client = Client();
  client.Send("GET /x HTTP/1.1\r\n\r\nGET /delayed HTTP/1.1\r\n\r\n");
  client.EndInput();
  for (const char* body : {"GET /x ", "delayed"}) {
    const auto answer = client.Receive();
    ASSERT_TRUE(answer) << body;
    EXPECT_EQ(answer->body, body);
  }
  EXPECT_TRUE(client.SeesEnd());
}

TEST_F(ConnectionTest, EmptyLinesBetweenRequestsAreSkipped) {
  RawClient client = Client();
  EXPECT_EQ(client.Ask("\r\nGET /x HTTP/1.1\r\n\r\n\r\n\r\n")->body, "GET /x ");
  EXPECT_EQ(client.Ask("\r\nGET /y HTTP/1.1\r\n\r\n")->body, "GET /y ");
}

TEST_F(ConnectionTest, CloseAndTheOldProtocolEndTheConnection) {
  for (const char* request :
       {"GET /x HTTP/1.1\r\nConnection: close\r\n\r\n", "GET /x HTTP/1.0\r\n\r\n"}) {
    RawClient client = Client();
    EXPECT_EQ(client.Ask(request)->status, 200);
    EXPECT_TRUE(client.SeesEnd()) << request;
  }
  RawClient kept = Client();
  EXPECT_EQ(kept.Ask("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")->status, 200);
  EXPECT_EQ(kept.Ask("GET /x HTTP/1.0\r\n\r\n")->status, 200);
}

TEST_F(ConnectionTest, HeadHasNoBody) {
  RawClient client = Client();
  client.Send("HEAD /page HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\nConnection: close\r\n\r\n");
  std::string all;
  while (all.find("GET /x") == std::string::npos) {
    const std::string more = client.ReadOnce();
    ASSERT_FALSE(more.empty()) << all;
    all += more;
  }
  EXPECT_EQ(all.find("xxx"), std::string::npos);
}

TEST_F(ConnectionTest, WhoTakesNoAnswersGetsTheRestOnceHeDoes) {
  constexpr int kAnswers = 200;  // 20 MB, far beyond what the sockets and the edge will hold
  RawClient greedy = Client();
  std::string requests;
  for (int i = 0; i < kAnswers; ++i) requests += "GET /page HTTP/1.1\r\n\r\n";
  ASSERT_TRUE(greedy.Send(requests));
  EXPECT_EQ(Body("GET /x HTTP/1.1\r\n\r\n"), "GET /x ") << "others are served meanwhile";
  for (int i = 0; i < kAnswers; ++i) ASSERT_TRUE(greedy.Receive()) << i;
}

TEST_F(ConnectionTest, WhoTakesNoAnswersAtAllIsLeftInTime) {
  Options options;
  options.request_timeout = std::chrono::milliseconds(50);
  Start(options);
  RawClient deaf = Client();
  std::string requests;
  for (int i = 0; i < 400; ++i) requests += "GET /page HTTP/1.1\r\n\r\n";
  deaf.Send(requests);
  EXPECT_TRUE(deaf.IsReset()) << "though it has read nothing";
}

TEST_F(ConnectionTest, ARequestThatIsNotFinishedInTimeIsAnswered408) {
  Options options;
  options.request_timeout = std::chrono::milliseconds(50);
  Start(options);
  RawClient slow = Client();
  slow.Send("GET /x HT");
  const auto answer = slow.Receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_TRUE(slow.SeesEnd());
}

TEST_F(ConnectionTest, AnIdleConnectionIsClosedInItsTime) {
  Options options;
  options.idle_timeout = std::chrono::milliseconds(50);
  Start(options);
  RawClient idle = Client();
  EXPECT_TRUE(idle.Ask("GET /x HTTP/1.1\r\n\r\n"));
  EXPECT_TRUE(idle.SeesEnd());
}

TEST_F(ConnectionTest, MoreClientsThanAllowedWaitTheirTurn) {
  Options options;
  options.max_connections = 2;
  Start(options);
  RawClient first = Client();
  ASSERT_TRUE(first.Ask("GET /x HTTP/1.1\r\n\r\n"));
  {
    RawClient second = Client();
    ASSERT_TRUE(second.Ask("GET /x HTTP/1.1\r\n\r\n"));
  }
  EXPECT_EQ(Body("GET /x HTTP/1.1\r\n\r\n"), "GET /x ") << "the second one's place is free again";
}

}  // namespace
}  // namespace invitro::edge
