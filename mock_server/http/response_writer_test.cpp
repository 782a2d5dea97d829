#include "mock_server/http/response_writer.h"

#include <gtest/gtest.h>

namespace invitro::http {
namespace {

std::string Head(const Response& response, BodyEnd end, bool keep_alive) {
  std::string out;
  AppendHead(response, end, static_cast<std::int64_t>(response.body.size()), keep_alive, out);
  return out;
}

TEST(ResponseWriterTest, WritesAHead) {
  EXPECT_EQ(Head({.status = 404, .headers = {{"x-a", "1"}}, .body = "abc"}, BodyEnd::kLength, true),
            "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 3\r\n"
            "Connection: keep-alive\r\nx-a: 1\r\n\r\n");
  EXPECT_EQ(Head({.content_type = "text/plain"}, BodyEnd::kChunks, true),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n"
            "Connection: keep-alive\r\n\r\n");
  EXPECT_EQ(Head({.content_type = ""}, BodyEnd::kClose, false),
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
}

TEST(ResponseWriterTest, AStatusWithoutAPhraseKeepsItsSpace) {
  EXPECT_TRUE(Head({.status = 299}, BodyEnd::kLength, true).starts_with("HTTP/1.1 299 \r\n"));
}

TEST(ResponseWriterTest, WritesChunks) {
  std::string out;
  AppendChunk(std::string(26, 'x'), out);
  AppendChunk("", out);
  out += kLastChunk;
  EXPECT_EQ(out, "1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n");
}

}  // namespace
}  // namespace invitro::http
