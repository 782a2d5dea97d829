// Puts every check to the edge, which must pass it, and to cpp-httplib as it comes, which must not:
// a check that a plain server passes as well proves nothing about the edge.

#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/resource.h>

#include <algorithm>
#include <future>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <vector>

#include "mock_server/edge/http_server.h"
#include "mock_server/edge/raw_client.h"
#include "mock_server/edge/robustness_checks.h"
#include "mock_server/edge/test_limits.h"

namespace invitro::edge {
namespace {

http::Response Handle(const http::Request& request) {
  if (request.target == "/throw") throw std::runtime_error("secret");
  if (request.method == "GET" && request.target == "/ok") return {.body = R"({"ok":true})"};
  if (request.method == "GET" && request.target == "/page")
    return {.body = std::string(35'000, ' ')};
  if (request.method == "POST" && request.target == "/size")
    return {.body = std::to_string(request.body.size())};
  return {.status = 404, .body = R"({"error":"unknown"})"};
}

http::Response HandleRejection(http::Rejection why, std::string_view /*method*/,
                               std::string_view /*target*/) {
  const auto status = [why] {
    switch (why) {
      case http::Rejection::kMalformed:
        return 400;
      case http::Rejection::kHeaderLineTooLong:
      case http::Rejection::kTooManyHeaders:
        return 431;
      case http::Rejection::kTargetTooLong:
        return 414;
      case http::Rejection::kBodyTooLarge:
        return 413;
      case http::Rejection::kUnsupportedEncoding:
        return 415;
      case http::Rejection::kTimedOut:
        return 408;
      case http::Rejection::kHandlerFailed:
        return 500;
    }
    return 500;
  };
  return {.status = status(), .body = R"({"error":"rejected"})"};
}

std::unique_ptr<HttpServer> StartEdge(Options options = {}) {
  options.max_body_bytes = kBodyBound;
  auto server = HttpServer::Start(options, http::AtOnce(Handle), HandleRejection);
  EXPECT_TRUE(server) << server.error();
  return server ? *std::move(server) : nullptr;
}

const std::vector<Engine>& Engines() {
#ifdef INVITRO_EPOLL
  static const std::vector<Engine> engines{Engine::kEpoll, Engine::kHttplib};
#else
  static const std::vector<Engine> engines{Engine::kHttplib};
#endif
  return engines;
}

/// The library's version as one number: 1804 for 0.18.4.
int Version() {
  int minor = 0, patch = 0;
  std::sscanf(CPPHTTPLIB_VERSION, "0.%d.%d", &minor, &patch);
  return minor * 100 + patch;
}

constexpr int kHeadersCountedFrom = 2200, kOnePieceFrom = 3400;

struct Beyond {
  std::string_view limit;        // its name in docs/engines.md
  bool depends_on_time = false;  // the check may pass, too
};

/// The checks that the httplib engine does not pass.
std::map<std::string_view, Beyond> BeyondHttplib() {
  std::map<std::string_view, Beyond> beyond{{"PipelinedRequests", {"pipelining"}},
                                            {"LongHeaderLine", {"header_line"}}};
  if (Version() >= kHeadersCountedFrom) beyond["TooManyHeaders"] = {"header_line"};
  if (Version() < kOnePieceFrom) beyond["AnswersComeInOnePiece"] = {"one_piece", true};
  constexpr int kLongTargetFrom = 1900, kLongTargetUntil = 2800;
  const bool bound_raised = CPPHTTPLIB_REQUEST_URI_MAX_LENGTH > Options().max_header_line_bytes;
  if (Version() >= kLongTargetFrom && Version() < kLongTargetUntil && !bound_raised) {
    beyond["LongTarget"] = {"long_target"};
  }
  return beyond;
}

class EngineTest : public testing::TestWithParam<std::tuple<Engine, RobustnessCheck>> {};

TEST_P(EngineTest, Withstands) {
  const auto& [engine, check] = GetParam();
  Options options;
  options.engine = engine;
  const auto server = StartEdge(options);
  ASSERT_TRUE(server);
  const Complaint complaint = check.run(server->port());
  const auto beyond = BeyondHttplib();
  const auto limit = beyond.find(check.name);
  if (engine == Engine::kEpoll || limit == beyond.end()) {
    EXPECT_EQ(complaint, std::nullopt);
    return;
  }
  const auto& [name, depends_on_time] = limit->second;
  EXPECT_TRUE(HttplibLimits("robustness_test").contains(name)) << name;
  EXPECT_TRUE(complaint || depends_on_time) << "the limit '" << name << "' is gone";
}

std::string RowName(const testing::TestParamInfo<std::tuple<Engine, RobustnessCheck>>& row) {
  return std::string(EngineName(std::get<0>(row.param))) + std::string(std::get<1>(row.param).name);
}

INSTANTIATE_TEST_SUITE_P(All, EngineTest,
                         testing::Combine(testing::ValuesIn(Engines()),
                                          testing::ValuesIn(RobustnessChecks())),
                         RowName);

TEST(EnginesTest, MostChecksArePassedByBoth) {
  EXPECT_EQ(RobustnessChecks().size(), 27U);
  const bool worst = Version() >= kHeadersCountedFrom && Version() < kOnePieceFrom;
  EXPECT_LE(BeyondHttplib().size(), worst ? 4U : 3U);
}

/// The library with its defaults, but for the bound on bodies that it offers.
class PlainServer {
 public:
  PlainServer() {
    server_.Get("/ok", [](const auto&, auto& response) {
      response.set_content(R"({"ok":true})", "application/json");
    });
    server_.Get("/page", [](const auto&, auto& response) {
      response.set_content(std::string(35'000, ' '), "application/json");
    });
    server_.Get("/throw", [](const auto&, auto&) { throw std::runtime_error("secret"); });
    server_.Post("/size", [](const auto& request, auto& response) {
      response.set_content(std::to_string(request.body.size()), "text/plain");
    });
    server_.set_payload_max_length(kBodyBound);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~PlainServer() {
    server_.stop();
    thread_.join();
  }
  PlainServer(const PlainServer&) = delete;
  PlainServer& operator=(const PlainServer&) = delete;

  int port() const { return port_; }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

/// The checks that the library may pass as it comes in this release. There the check still holds
/// the edge to it. "Stop" is of a test below.
std::set<std::string_view> MendedInThisRelease() {
  std::set<std::string_view> mended{"ARequestCutOffIsNotCarriedOut"};
  const auto add = [&mended](int first, std::set<std::string_view> names) {
    if (Version() >= first) mended.merge(names);
  };
  add(1801, {"GetWithABody", "Stop"});
  add(2700, {"PostWithoutLength"});
  add(3300, {"SlowClientsBlockNobody"});  // its pool grows to four times its size
  add(kOnePieceFrom, {"AnswersComeInOnePiece"});
  return mended;
}

TEST(PlainServerTest, FailsEveryCheckThatTheEdgePasses) {
  std::map<std::string_view, std::future<Complaint>> complaints;
  for (const RobustnessCheck& check :
       RobustnessChecks()) {  // side by side: many of them wait for time-outs
    complaints[check.name] = std::async(std::launch::async, [&check] {
      const PlainServer server;
      return check.run(server.port());
    });
  }
  const std::set<std::string_view> mended = MendedInThisRelease();
  for (auto& [name, complaint] : complaints) {
    const Complaint wrong = complaint.get();
    RecordProperty(std::string(name), wrong.value_or("passed"));
    if (mended.contains(name)) continue;
    EXPECT_TRUE(wrong.has_value()) << name << " is passed by the library as it comes";
  }
}

constexpr std::string_view kGet = "GET /ok HTTP/1.1\r\n\r\n";
constexpr int kIdleClients = 8;  // as many as the library's pool has threads at least

std::vector<std::unique_ptr<RawClient>> IdleClients(int port, int count) {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < count; ++i) {
    clients.push_back(std::make_unique<RawClient>(port));
    EXPECT_TRUE(clients.back()->Ask(kGet)) << i;
  }
  return clients;
}

/// How often this process gave its processor up within half a second of idle clients: polling shows
/// here, however busy the machine is.
long SwitchesWithIdleClients(int port) {
  const auto idle = IdleClients(port, kIdleClients);
  rusage before{};
  rusage after{};
  ::getrusage(RUSAGE_SELF, &before);
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // what is measured is this time
  ::getrusage(RUSAGE_SELF, &after);
  return after.ru_nvcsw - before.ru_nvcsw;
}

TEST(IdleTest, IdleClientsCostTheEdgeNoTime) {
  if (Engines().front() != Engine::kEpoll) GTEST_SKIP() << "docs/engines.md: threads";
  const auto server = StartEdge();
  ASSERT_TRUE(server);
  const long ours = SwitchesWithIdleClients(server->port());
  server->Stop();
  const PlainServer plain;
  const long theirs = SwitchesWithIdleClients(plain.port());
  EXPECT_LT(ours, 10);
  constexpr int kPollsNotFrom = 1703, kPollsAgainFrom = 1801;
  if (Version() < kPollsNotFrom || Version() >= kPollsAgainFrom) {
    EXPECT_GT(theirs, 100) << "the plain server polls each connection it holds";
  }
}

constexpr std::chrono::milliseconds kPromptly{
    1000};  // 100 are meant; the rest is for slow machines

TEST(StopTest, IsAtOnceWithClientsIdleOrInTheMiddleOfARequest) {
  if (Engines().front() != Engine::kEpoll) GTEST_SKIP() << "docs/engines.md: stop";
  const auto server = StartEdge();
  ASSERT_TRUE(server);
  constexpr int kClients = 100;
  const auto clients = IdleClients(server->port(), kClients);
  for (std::size_t i = 0; i < clients.size(); i += 2) {
    clients[i]->Send("POST /size HTTP/1.1\r\nContent-Len");
  }
  const auto began = std::chrono::steady_clock::now();
  server->Stop();
  const auto took = std::chrono::steady_clock::now() - began;
  RecordProperty("stop_us", std::to_string(took / std::chrono::microseconds(1)));
  EXPECT_LT(took, kPromptly);
  for (const auto& client : clients) EXPECT_TRUE(client->SeesEnd());
}

TEST(StopTest, APlainServerWaitsForItsIdleClients) {
  auto plain = std::make_unique<PlainServer>();
  // Of several, some are surely past their answer and waited for when it is told to stop.
  const auto clients = IdleClients(plain->port(), kIdleClients);
  const auto began = std::chrono::steady_clock::now();
  plain.reset();
  const bool prompt = std::chrono::steady_clock::now() - began < kPromptly;
  EXPECT_EQ(prompt, MendedInThisRelease().contains("Stop"));
}

TEST(PortTest, ATakenOneIsAnErrorInOneLine) {
  const auto first = StartEdge();
  ASSERT_TRUE(first);
  Options options;
  options.port = first->port();
  const auto second = HttpServer::Start(options, http::AtOnce(Handle), HandleRejection);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), "cannot listen on 127.0.0.1:" + std::to_string(first->port()) +
                                ": Address already in use");
  // As they come, two servers of the library share it, and clients meet one or the other.
  const PlainServer plain;
  httplib::Server other;
  EXPECT_TRUE(other.bind_to_port("127.0.0.1", plain.port()));
}

TEST(PortTest, AnAddressThatIsNotOursIsAnError) {
  Options options;
  options.host = "192.0.2.1";  // reserved for documentation
  EXPECT_FALSE(HttpServer::Start(options, http::AtOnce(Handle), HandleRejection));
  options.host = "no such host";
  EXPECT_FALSE(HttpServer::Start(options, http::AtOnce(Handle), HandleRejection));
}

}  // namespace
}  // namespace invitro::edge
