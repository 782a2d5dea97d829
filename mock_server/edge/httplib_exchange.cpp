#include "mock_server/edge/httplib_exchange.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace invitro::edge {
namespace {

/// Headers that the library itself adds to a request, of what it knows of the connection.
constexpr std::array<std::string_view, 4> kAdded{"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR",
                                                 "LOCAL_PORT"};

void Write(http::Response&& answer, httplib::Response& response) {
  response.status = answer.status;
  response.body = std::move(answer.body);
  response.set_header("Content-Type", answer.content_type);
  for (const http::HeaderField& field : answer.headers)
    response.set_header(field.name, field.value);
}

/// Compression the library can undo (its spelling of it); nullopt: it would pass the bytes on as
/// they are.
bool KnownEncoding(const std::string& encoding) {
  constexpr std::array<std::string_view, 5> kKnown{"", "identity", "gzip", "deflate", "br"};
  return std::ranges::find(kKnown, encoding) != kKnown.end();
}

Rejection ForStatus(int status) {
  switch (status) {
    case 413:
      return Rejection::kBodyTooLarge;
    case 414:
      return Rejection::kTargetTooLong;
    case 415:
      return Rejection::kUnsupportedEncoding;
    case 431:
      return Rejection::kHeaderLineTooLong;
    case 500:
      return Rejection::kHandlerFailed;
    default:
      return Rejection::kMalformed;
  }
}

}  // namespace

void HttplibExchange::Handle(const httplib::Request& request, httplib::Response& response) {
  Answer(request, {}, response);
}

void HttplibExchange::Handle(const httplib::Request& request, httplib::Response& response,
                             const httplib::ContentReader& read) {
  if (!KnownEncoding(request.get_header_value("Content-Encoding"))) {
    return Reject(Rejection::kUnsupportedEncoding, request, response);
  }
  std::string body;
  bool too_large = false;
  // Refusing the part that is too much stops the decompression there: a bomb never unfolds.
  const bool whole = read([&](const char* data, std::size_t size) {
    too_large = size > options_.max_body_bytes - body.size();
    if (!too_large) body.append(data, size);
    return !too_large;
  });
  if (too_large) return Reject(Rejection::kBodyTooLarge, request, response);
  if (!whole) return Reject(Rejection::kMalformed, request, response);
  Answer(request, body, response);
}

void HttplibExchange::Answer(const httplib::Request& request, std::string_view body,
                             httplib::Response& response) {
  std::vector<http::HeaderView> headers;
  headers.reserve(request.headers.size());
  for (const auto& [name, value] : request.headers) {
    if (std::ranges::find(kAdded, name) == kAdded.end()) headers.push_back({name, value});
  }
  try {  // the Handler is a stranger's code: what it throws ends here, and its text goes nowhere
    Write(
        handler_(
            {.method = request.method, .target = request.target, .headers = headers, .body = body}),
        response);
  } catch (...) {
    Reject(Rejection::kHandlerFailed, request, response);
  }
}

void HttplibExchange::Reject(Rejection why, const httplib::Request& request,
                             httplib::Response& response) {
  response.headers.clear();
  Write(on_rejection_(why, request.method, request.target), response);
}

void HttplibExchange::Adopt(const httplib::Request& request, httplib::Response& response) {
  // What the Handler or a rejection answered has a body; the library's own errors have none.
  if (response.body.empty()) Reject(ForStatus(response.status), request, response);
}

}  // namespace invitro::edge
