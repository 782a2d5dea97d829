#pragma once

// Answers as the bytes of HTTP/1.1. Pure; safe from any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/http/message.h"

namespace invitro::http {

/// Names what ends the body of an answer.
enum class BodyEnd {
  kLength,  // Content-Length says where
  kChunks,  // Transfer-Encoding: chunked
  kClose,   // the end of the connection, for HTTP/1.0
};

/// Appends the status line and all headers. `length` counts only for BodyEnd::kLength.
void AppendHead(const Response& response, BodyEnd end, std::int64_t length, bool keep_alive,
                std::string& out);

/// Appends `bytes` as one chunk; nothing if it is empty, since an empty chunk is the last.
void AppendChunk(std::string_view bytes, std::string& out);

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";  // ends a body

}  // namespace invitro::http
