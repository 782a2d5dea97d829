#include "mock_server/edge/httplib_memory_server.h"

#include <limits>
#include <utility>

namespace invitro::edge {
namespace {

constexpr const char* kPath = "/";
constexpr std::string_view kPlain = "GET / HTTP/1.1\r\n\r\n";
constexpr std::string_view kHeadOnly = "HEAD / HTTP/1.1\r\n\r\n";

/// The Content-Encoding of a request; nullopt if it is unknown, or said more than once.
std::optional<std::string> EncodingOf(const http::Request& request) {
  constexpr std::string_view kName = "Content-Encoding";
  const auto first = request.Header(kName);
  if (!first) return std::string();
  http::Request rest = request;  // the headers behind the first
  while (rest.headers.front().value.data() != first->data()) rest.headers = rest.headers.subspan(1);
  rest.headers = rest.headers.subspan(1);
  return rest.Header(kName) ? std::nullopt : KnownEncoding(*first);
}

}  // namespace

std::size_t MemoryPipe::Read(char* to, std::size_t size) {
  std::string_view& from = head.empty() ? body : head;
  const std::size_t count = from.copy(to, size);
  from.remove_prefix(count);
  return count;
}

HttplibMemoryServer::HttplibMemoryServer(const edge::Options& options, const http::Handler& handler,
                                         const RejectionHandler& on_rejection)
    : options_(options), handler_(handler), on_rejection_(on_rejection) {
  // What is answered already needs no route; asking for one would cost a regular expression.
  set_pre_routing_handler([this](const auto& /*request*/, auto& response) {
    if (compressed_ != nullptr) return HandlerResponse::Unhandled;
    Write(std::move(answer_), response);
    return HandlerResponse::Handled;
  });
  Post(kPath, [this](const auto& /*request*/, auto& response, const auto& read) {
    const auto body = ReadBody(read, options_.max_body_bytes);
    http::Request request = *compressed_;
    request.body = body ? std::string_view(*body) : std::string_view();
    Write(body ? Call(request) : on_rejection_(body.error(), request.method, request.target),
          response);
  });
  set_payload_max_length(std::numeric_limits<std::size_t>::max());  // ReadBody bounds it
  // The connection's fate is the edge's to decide, so it says it.
  set_post_routing_handler([this](const auto& /*request*/, auto& response) {
    for (const char* name : {"Accept-Ranges", "Connection", "Keep-Alive"}) {
      response.headers.erase(name);
    }
    response.set_header("Connection", keep_alive_ ? "keep-alive" : "close");
  });
}

http::Response HttplibMemoryServer::Call(const http::Request& request) {
  http::Response answer = CallHandler(handler_, on_rejection_, request);
  delivery_ = std::exchange(answer.delivery, std::nullopt);
  return answer;
}

void HttplibMemoryServer::Answer(const http::Request& request, bool keep_alive, std::string& out) {
  const auto encoding = EncodingOf(request);
  if (encoding && !encoding->empty() && !request.body.empty()) {
    return AnswerDecompressed(request, *encoding, keep_alive, out);
  }
  WriteAnswer(encoding
                  ? Call(request)
                  : on_rejection_(Rejection::kUnsupportedEncoding, request.method, request.target),
              request.method == "HEAD", keep_alive, out);
}

void HttplibMemoryServer::Reject(Rejection why, std::string_view method, std::string_view target,
                                 std::string& out) {
  WriteAnswer(on_rejection_(why, method, target), method == "HEAD", false, out);
}

void HttplibMemoryServer::WriteAnswer(http::Response&& answer, bool head_only, bool keep_alive,
                                      std::string& out) {
  answer_ = std::move(answer);
  keep_alive_ = keep_alive;
  MemoryPipe pipe{head_only ? kHeadOnly : kPlain, {}, out};
  Process(pipe);
}

void HttplibMemoryServer::AnswerDecompressed(const http::Request& request,
                                             const std::string& encoding, bool keep_alive,
                                             std::string& out) {
  const std::string head = "POST / HTTP/1.1\r\nContent-Encoding: " + encoding +
                           "\r\nContent-Length: " + std::to_string(request.body.size()) +
                           "\r\n\r\n";
  compressed_ = &request;
  keep_alive_ = keep_alive;
  MemoryPipe pipe{head, request.body, out};
  Process(pipe);
  compressed_ = nullptr;
}

}  // namespace invitro::edge
