// TLS, which only the httplib engine serves.

#include <gtest/gtest.h>
#include <httplib.h>

#include <chrono>
#include <memory>
#include <stdexcept>

#include "mock_server/edge/http_server.h"
#include "mock_server/edge/test_certificate.h"

namespace invitro::edge {
namespace {

http::Response Echo(const http::Request& request) {
  if (request.target == "/throw") throw std::runtime_error("secret");
  if (request.target == "/page") return {.body = std::string(35'000, ' ')};
  if (request.target == "/refuse") return {.status = 404, .body = "ours"};
  std::string seen = std::string(request.method) + " " + std::string(request.target) + " " +
                     std::string(request.body);
  if (request.Header("REMOTE_ADDR") || request.Header("LOCAL_PORT")) seen += " and more";
  return {.body = seen};
}

http::Response Rejected(http::Rejection why, std::string_view /*method*/,
                        std::string_view /*target*/) {
  return {.status = why == http::Rejection::kBodyTooLarge ? 413 : 500, .body = "rejected"};
}

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.tls_cert_file = credentials_.cert_path();
    options_.tls_key_file = credentials_.key_path();
    options_.max_body_bytes = 1000;
    auto server = HttpServer::Start(options_, http::AtOnce(Echo), Rejected);
    ASSERT_TRUE(server) << server.error();
    server_ = *std::move(server);
    client_ = std::make_unique<httplib::SSLClient>("127.0.0.1", server_->port());
    client_->enable_server_certificate_verification(false);
    client_->set_keep_alive(true);
    client_->set_tcp_nodelay(true);
    client_->set_decompress(false);
  }

  const TestCertificate credentials_;
  Options options_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<httplib::SSLClient> client_;
};

TEST_F(TlsTest, RequestsReachTheHandlerAsTheyWereSent) {
  EXPECT_EQ(client_->Get("/a%2Fb?c=d")->body, "GET /a%2Fb?c=d ");
  EXPECT_EQ(client_->Post("/x", "hi", "application/json")->body, "POST /x hi");
  EXPECT_EQ(client_->Delete("/x")->body, "DELETE /x ");
}

TEST_F(TlsTest, AnswersAreNeitherCompressedNorCut) {
  const httplib::Headers asking{{"Accept-Encoding", "gzip, br"}, {"Range", "bytes=0-1"}};
  const auto answer = client_->Get("/page", asking);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body.size(), 35'000);
}

TEST_F(TlsTest, TheHandlersOwnErrorsAreLeftAlone) {
  EXPECT_EQ(client_->Get("/refuse")->status, 404);
  EXPECT_EQ(client_->Get("/refuse")->body, "ours");
}

TEST_F(TlsTest, RejectionsCarryTheAnswerAskedFor) {
  const auto large = client_->Post("/x", std::string(1001, 'x'), "application/json");
  ASSERT_TRUE(large);
  EXPECT_EQ(large->status, 413);
  EXPECT_EQ(large->body, "rejected");
  const auto failed = client_->Get("/throw");
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->status, 500);
  EXPECT_EQ(failed->body, "rejected");
  EXPECT_FALSE(failed->has_header("EXCEPTION_WHAT"));
}

TEST_F(TlsTest, StopDoesNotWaitLongForAnIdleClient) {
  ASSERT_TRUE(client_->Get("/x"));
  const auto began = std::chrono::steady_clock::now();
  server_->Stop();
  // Newer versions of the library wait for the client to say farewell, as long as for any read.
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(15));
}

TEST_F(TlsTest, ATakenPortAndABadCertificateAreErrors) {
  options_.port = server_->port();
  EXPECT_FALSE(HttpServer::Start(options_, http::AtOnce(Echo), Rejected));
  options_.port = 0;
  options_.tls_cert_file = credentials_.key_path();
  const auto bad = HttpServer::Start(options_, http::AtOnce(Echo), Rejected);
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().find("cannot use the certificate"), std::string::npos);
}

}  // namespace
}  // namespace invitro::edge
