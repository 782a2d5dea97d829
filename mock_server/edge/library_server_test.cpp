// TLS, by the library's own loop: what of the edge's behaviour holds there too.

#include <gtest/gtest.h>
#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "mock_server/edge/http_server.h"

namespace invitro::edge {
namespace {

template <class T, void (*Free)(T*)>
struct Freeing {
  void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509, X509_free>>;

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// A key and a certificate for it, of this hour, in a folder that goes with it.
class Credentials {
 public:
  Credentials() {
    std::filesystem::create_directories(folder_);
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    constexpr long kHour = 3600;
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHour);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kHour);
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const File key_file(std::fopen(key_path().c_str(), "w"));
    const File cert_file(std::fopen(cert_path().c_str(), "w"));
    PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_X509(cert_file.get(), certificate.get());
  }
  ~Credentials() { std::filesystem::remove_all(folder_); }
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  std::string key_path() const { return folder_ / "key.pem"; }
  std::string cert_path() const { return folder_ / "cert.pem"; }

 private:
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      ("invitro-tls-" +
       std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
};

http::Response Echo(const http::Request& request) {
  if (request.target == "/throw") throw std::runtime_error("secret");
  if (request.target == "/page") return {.body = std::string(35'000, ' ')};
  if (request.target == "/refuse") return {.status = 404, .body = "ours"};
  std::string seen = std::string(request.method) + " " + std::string(request.target) + " " +
                     std::string(request.body);
  if (request.Header("REMOTE_ADDR") || request.Header("LOCAL_PORT")) seen += " and more";
  return {.body = seen};
}

http::Response Rejected(Rejection why, std::string_view /*method*/, std::string_view /*target*/) {
  return {.status = why == Rejection::kBodyTooLarge ? 413 : 500, .body = "rejected"};
}

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.tls_cert_file = credentials_.cert_path();
    options_.tls_key_file = credentials_.key_path();
    options_.max_body_bytes = 1000;
    auto server = HttpServer::Start(options_, Echo, Rejected);
    ASSERT_TRUE(server) << server.error();
    server_ = *std::move(server);
    client_ = std::make_unique<httplib::SSLClient>("127.0.0.1", server_->port());
    client_->enable_server_certificate_verification(false);
    client_->set_keep_alive(true);
    client_->set_tcp_nodelay(true);
    client_->set_decompress(false);
  }

  Credentials credentials_;
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
  EXPECT_FALSE(HttpServer::Start(options_, Echo, Rejected));
  options_.port = 0;
  options_.tls_cert_file = credentials_.key_path();
  const auto bad = HttpServer::Start(options_, Echo, Rejected);
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().find("cannot use the certificate"), std::string::npos);
}

}  // namespace
}  // namespace invitro::edge
