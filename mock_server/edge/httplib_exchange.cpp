#include "mock_server/edge/httplib_exchange.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace invitro::edge {

http::Response CallHandler(const http::Handler& handler, const RejectionHandler& on_rejection,
                           const http::Request& request) {
  try {
    return handler(request);
  } catch (...) {
    return on_rejection(Rejection::kHandlerFailed, request.method, request.target);
  }
}

std::optional<std::string> KnownEncoding(std::string_view encoding) {
  constexpr std::array<std::string_view, 3> kKnown{"gzip", "deflate", "br"};
  std::string lower(encoding);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower.empty() || lower == "identity") return std::string();
  if (lower == "x-gzip") return "gzip";  // the same thing (RFC 9110, 8.4.1.3)
  if (std::ranges::find(kKnown, lower) == kKnown.end()) return std::nullopt;
  return lower;
}

tl::expected<std::string, Rejection> ReadBody(const httplib::ContentReader& read,
                                              std::size_t max_bytes) {
  std::string body;
  bool too_large = false;
  const bool whole = read([&](const char* data, std::size_t size) {
    too_large = size > max_bytes - body.size();
    if (!too_large) body.append(data, size);
    return !too_large;
  });
  if (too_large) return tl::unexpected(Rejection::kBodyTooLarge);
  if (!whole) return tl::unexpected(Rejection::kMalformed);
  return body;
}

void Write(http::Response&& answer, httplib::Response& response) {
  response.status = answer.status;
  response.body = std::move(answer.body);
  response.headers.clear();
  if (!answer.content_type.empty()) response.set_header("Content-Type", answer.content_type);
  for (const http::HeaderField& field : answer.headers) {
    response.set_header(field.name, field.value);
  }
}

}  // namespace invitro::edge
