#include "invitro/mock_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "mock_server/server/test_http.h"

namespace invitro {
namespace {

using testing::HasSubstr;

constexpr const char* kInvites = "/v1/organization/invites";

TEST(MockServerTest, ServesFromItsConstructorToItsDestructor) {
  int port = 0;
  {
    const MockServer server;
    ASSERT_TRUE(server.ok()) << server.error();
    port = server.port();
    EXPECT_EQ(server.origin(), "http://127.0.0.1:" + std::to_string(port));
    EXPECT_EQ(server.base_url(), server.origin() + "/v1");
    EXPECT_EQ(Ask(port, "GET", kInvites, server.key())->status, 200);
  }
  EXPECT_FALSE(Ask(port, "GET", kInvites, "k"));
}

TEST(MockServerTest, CanBeMovedAndStopped) {
  MockServer first;
  MockServer server = std::move(first);
  EXPECT_EQ(Ask(server.port(), "GET", kInvites, "k")->status, 200);
  server = MockServer();
  EXPECT_EQ(Ask(server.port(), "GET", kInvites, "k")->status, 200);
  server.Stop();
  server.Stop();
  EXPECT_FALSE(Ask(server.port(), "GET", kInvites, "k"));
}

TEST(MockServerTest, WhatCannotBeIsSaidInOneLine) {
  const auto error = [](auto change) {
    MockServerOptions options;
    change(options);
    const MockServer server(options);
    EXPECT_FALSE(server.ok());
    EXPECT_EQ(server.base_url(), "");
    EXPECT_EQ(server.error().find('\n'), std::string::npos) << server.error();
    return server.error();
  };
  const MockServer taken;
  EXPECT_THAT(error([&](auto& o) { o.port = taken.port(); }), HasSubstr("Address already in use"));
  EXPECT_THAT(error([](auto& o) {
                o.policies = {{"list_ordre", "x"}};
              }),
              HasSubstr("unknown policy 'list_ordre'"));
  EXPECT_THAT(error([](auto& o) {
                o.policies = {{"dialect", "x"}};
              }),
              HasSubstr("both, created_at, invited_at"));
  EXPECT_THAT(error([](auto& o) { o.profile = "{"; }),
              HasSubstr("the profile: the body is not JSON"));
  EXPECT_THAT(error([](auto& o) { o.seed_invites = "[]"; }), HasSubstr("the seed: "));
  EXPECT_THAT(error([](auto& o) {
                o.seed_invites = R"({"invites":[{"id":"a","email":"x"},{"id":"a","email":"y"}]})";
              }),
              HasSubstr("'a' is taken"));
  EXPECT_THAT(error([](auto& o) { o.log_level = "loud"; }), HasSubstr("loud"));
  EXPECT_THAT(error([](auto& o) { o.engine = "nginx"; }), HasSubstr("auto, httplib or epoll"));
  EXPECT_THAT(error([](auto& o) {
                o.engine = "epoll";
                o.tls_cert_file = o.tls_key_file = "/nowhere";
              }),
              HasSubstr("the epoll engine"));
  EXPECT_THAT(error([](auto& o) { o.key = ""; }), HasSubstr("key"));
  EXPECT_THAT(error([](auto& o) { o.max_organizations = 0; }), HasSubstr("max_organizations"));
  EXPECT_THAT(error([](auto& o) { o.frozen_at = -1; }), HasSubstr("clock"));
  EXPECT_THAT(error([](auto& o) { o.tls_cert_file = o.tls_key_file = "/nowhere"; }),
              HasSubstr("/nowhere"));
}

TEST(MockServerTest, SaysWhichEngineServes) {
  MockServerOptions options;
  options.engine = "httplib";
  const MockServer server(options);
  ASSERT_TRUE(server.ok()) << server.error();
  EXPECT_EQ(server.engine(), "httplib");
  EXPECT_THAT(Ask(server.port(), "GET", "/_mock/health", "")->body,
              HasSubstr(R"("engine":"httplib")"));
}

TEST(MockServerTest, OptionsReachTheTwin) {
  MockServerOptions options;
  options.key = "the-key";
  options.only_key = true;
  options.profile = R"({"policies":{"list_order":"oldest_first","wrong_scope":"401"}})";
  options.policies = {{"wrong_scope", "403"}};
  options.seed_invites = R"({"count":2})";
  options.max_body_bytes = 100;
  options.control_plane = false;
  const MockServer server(options);
  ASSERT_TRUE(server.ok()) << server.error();
  EXPECT_EQ(Ask(server.port(), "GET", kInvites, "another")->status, 401);
  EXPECT_EQ(Ask(server.port(), "GET", kInvites, "sk-proj-x")->status, 403);
  const std::string list = Ask(server.port(), "GET", kInvites, "the-key")->body;
  EXPECT_LT(list.find("seed-1@"), list.find("seed-2@"));
  EXPECT_EQ(Ask(server.port(), "POST", kInvites, "the-key", std::string(101, ' '))->status, 413);
  EXPECT_EQ(Ask(server.port(), "GET", "/_mock/health", "")->status, 404);
}

TEST(MockServerTest, WhatNeverReachesTheApiHasItsEnvelopeAndHeadersToo_INV_ERR_04) {
  const MockServer server;
  struct Case {
    const char* request;
    int status;
  };
  const std::string many_headers = [] {
    std::string text = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 101; ++i) text += "a: b\r\n";
    return text + "\r\n";
  }();
  const std::string long_target = "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n";
  const std::string long_header = "GET / HTTP/1.1\r\na: " + std::string(9000, 'x') + "\r\n\r\n";
  const bool epoll = server.engine() == "epoll";  // the other one: docs/engines.md
  for (const auto& [request, status] :
       {Case{"nonsense\r\n\r\n", 400}, Case{"FOO / HTTP/1.1\r\n\r\n", epoll ? 404 : 400},
        Case{many_headers.c_str(), 431}, Case{long_target.c_str(), 414},
        Case{long_header.c_str(), epoll ? 431 : 400},
        Case{"POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n", 413},
        Case{"POST / HTTP/1.1\r\nContent-Encoding: zstd\r\nContent-Length: 1\r\n\r\nx", 415}}) {
    const auto answer = edge::RawClient(server.port()).Ask(request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, status);
    EXPECT_THAT(answer->body, HasSubstr(R"({"error":{"message":")"));
    EXPECT_THAT(answer->head, HasSubstr("x-request-id: req_"));
    EXPECT_THAT(answer->head, HasSubstr("openai-version: "));
  }
}

}  // namespace
}  // namespace invitro
