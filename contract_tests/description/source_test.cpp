#include "contract_tests/description/source.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "contract_tests/description/limits.h"

namespace invitro::description {
namespace {

/// Serves one request on loopback, with the bytes of `response`, and keeps what it was sent.
class OneResponseServer {
 public:
  explicit OneResponseServer(std::string response) : response_(std::move(response)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_, generic, size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    EXPECT_EQ(::getsockname(listener_, generic, &size), 0);
    origin_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { Serve(); });
  }
  OneResponseServer(const OneResponseServer&) = delete;
  OneResponseServer& operator=(const OneResponseServer&) = delete;
  ~OneResponseServer() {
    Stop();
    ::close(listener_);
  }

  const std::string& origin() const { return origin_; }

  /// The request, once the server has ended.
  std::string Stop() {
    ::shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    return request_;
  }

 private:
  void Serve() {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    char chunk[4096];
    while (request_.find("\r\n\r\n") == std::string::npos) {
      const auto count = ::recv(connection, chunk, sizeof chunk, 0);
      if (count <= 0) break;
      request_.append(chunk, static_cast<std::size_t>(count));
    }
    for (std::string_view rest = response_; !rest.empty();) {
      const auto count = ::send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (count <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
    while (::recv(connection, chunk, sizeof chunk, 0) > 0) continue;  // until the client hangs up
    ::close(connection);
  }

  int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  std::string response_, request_, origin_;
  std::thread thread_;
};

std::string Response(const std::string& status, const std::string& body,
                     const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}

SourceOptions WithoutEnvironment() {
  SourceOptions options;
  options.environment = [](const char*) -> const char* { return nullptr; };
  return options;
}

std::string ErrorOf(const std::string& source) {
  const auto text = ReadSource(source, WithoutEnvironment());
  return text ? "read" : text.error();
}

TEST(Source, FilesAreRead) {
  const std::string path = testing::TempDir() + "/description_source_test.yaml";
  std::ofstream(path) << "openapi: 3.1.0\r\n";
  EXPECT_EQ(ReadSource(path, {}).value_or("not read"), "openapi: 3.1.0\r\n");
  std::filesystem::resize_file(path, kMaxTextBytes);
  EXPECT_EQ(ErrorOf(path), "read");
  std::filesystem::resize_file(path, kMaxTextBytes + 1);
  EXPECT_EQ(ErrorOf(path), "it is larger than 32 MiB");
  std::filesystem::remove(path);
}

TEST(Source, WhatIsNeitherAFileNorAUrlIsAnError) {
  const std::string expected = "there is no such file, and it is not an http:// or https:// URL";
  EXPECT_EQ(ErrorOf("/no/such/file.yaml"), expected);
  EXPECT_EQ(ErrorOf("ftp://example.com/openapi.yaml"), expected);
  EXPECT_EQ(ErrorOf(""), expected);
  EXPECT_EQ(ErrorOf(testing::TempDir()), "it is a directory");
}

TEST(Source, UrlsThatCannotBeSentAreErrors) {
  EXPECT_EQ(ErrorOf("http://"), "the URL is not like https://host:port/path");
  EXPECT_EQ(ErrorOf("https://user:secret@example.com/x"),
            "the URL is not like https://host:port/path");
  EXPECT_EQ(ErrorOf("http://example.com/a b"),
            "the URL has spaces or other bytes that must be encoded");
}

TEST(Source, UrlsAreFetchedWithoutAKey) {
  OneResponseServer server(Response("200 OK", "openapi: 3.1.0"));
  SourceOptions options;
  options.environment = [](const char* name) {
    return std::strcmp(name, "OPENAI_ADMIN_KEY") == 0 ? "sk-admin-x" : nullptr;
  };
  const auto text = ReadSource(server.origin() + "/dir/openapi.yaml?ref=main#top", options);
  EXPECT_EQ(text.value_or("not read"), "openapi: 3.1.0");
  const std::string request = server.Stop();
  EXPECT_TRUE(request.starts_with("GET /dir/openapi.yaml?ref=main HTTP/1.1\r\n")) << request;
  EXPECT_EQ(request.find("uthorization"), std::string::npos) << request;
  EXPECT_EQ(request.find("sk-admin-"), std::string::npos) << request;
}

TEST(Source, AUrlWithoutAPathHasTheRoot) {
  OneResponseServer server(Response("200 OK", ""));
  EXPECT_EQ(ErrorOf(server.origin() + "?a=b"), "read");
  EXPECT_TRUE(server.Stop().starts_with("GET /?a=b HTTP/1.1\r\n"));
}

TEST(Source, TheProxyOfTheEnvironmentIsUsed) {
  OneResponseServer proxy(Response("200 OK", "through the proxy"));
  SourceOptions options;
  options.environment = [&](const char* name) {
    return std::strcmp(name, "http_proxy") == 0 ? proxy.origin().c_str() : nullptr;
  };
  const auto text = ReadSource("http://description.example/openapi.yaml", options);
  EXPECT_EQ(text.value_or("not read"), "through the proxy");
  EXPECT_NE(proxy.Stop().find("description.example"), std::string::npos);
}

TEST(Source, OtherStatusesAreErrors) {
  OneResponseServer missing(Response("404 Not Found", "openapi: 3.1.0"));
  EXPECT_EQ(ErrorOf(missing.origin()), "the server responded with status 404");
  OneResponseServer moved(Response("302 Found", "", "Location: https://example.com/\r\n"));
  EXPECT_EQ(ErrorOf(moved.origin()),
            "the server responded with status 302 (Location: https://example.com/; redirects are "
            "not followed)");
}

TEST(Source, TooLargeResponsesAreErrors) {
  OneResponseServer server(Response("200 OK", std::string(kMaxTextBytes + 1, ' ')));
  EXPECT_EQ(ErrorOf(server.origin()), "it is larger than 32 MiB");
}

TEST(Source, AServerThatDoesNotRespondIsAnError) {
  OneResponseServer server("");
  SourceOptions options = WithoutEnvironment();
  options.timeout = std::chrono::seconds(1);
  const auto text = ReadSource(server.origin(), options);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error(), "no whole answer in time from " + server.origin());
}

}  // namespace
}  // namespace invitro::description
