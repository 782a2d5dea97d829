#include "mock_server/edge/httplib_memory_server.h"

namespace invitro::edge {
namespace {

constexpr const char* kPath =
    "/";  // what every path becomes, so that no regular expression meets a long one

}  // namespace

std::size_t MemoryPipe::Read(char* to, std::size_t size) {
  std::string_view& from = head.empty() ? body : head;
  const std::size_t count = from.copy(to, size);
  from.remove_prefix(count);
  return count;
}

HttplibMemoryServer::HttplibMemoryServer(const edge::Options& options, const http::Handler& handler,
                                         const RejectionHandler& on_rejection)
    : handler_(handler),
      on_rejection_(on_rejection),
      answer_([this](const http::Request& request) {
        return rejected_ ? on_rejection_(rejected_->why, rejected_->method, rejected_->target)
                         : handler_(request);
      }),
      exchange_(options, answer_, on_rejection) {
  RouteEverything(*this, kPath, [this]() -> HttplibExchange& { return exchange_; });
  set_payload_max_length(static_cast<std::size_t>(-1));  // the framer and the exchange bound it
  set_post_routing_handler(
      [this](const auto& /*request*/, auto& response) { SayWhatBecomesOfIt(response); });
}

void HttplibMemoryServer::Answer(std::string_view head, std::string_view body, bool keep_alive,
                                 std::string& out) {
  keep_alive_ = keep_alive;
  Run(head, body, out);
}

void HttplibMemoryServer::Reject(Rejection why, std::string_view method, std::string_view target,
                                 std::string& out) {
  // The library writes the answer to a request that is always well-formed.
  rejected_ = Rejected{why, method, target};
  keep_alive_ = false;
  Run(method == "HEAD" ? "HEAD / HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\n\r\n", {}, out);
  rejected_.reset();
}

void HttplibMemoryServer::Run(std::string_view head, std::string_view body, std::string& out) {
  MemoryPipe pipe{head, body, out};
  Process(pipe,
          [this, size = body.size()](httplib::Request& request) { PrepareRequest(request, size); });
}

/// Takes out what must not act: the edge has framed the body and said "continue", no answer is
/// compressed (on one machine that costs more than it saves), and there are no ranges of an answer.
void HttplibMemoryServer::PrepareRequest(httplib::Request& request, std::size_t body_size) const {
  for (const char* name :
       {"Accept-Encoding", "Connection", "Expect", "Range", "Transfer-Encoding"}) {
    request.headers.erase(name);
  }
  request.ranges.clear();
  request.headers.erase("Content-Length");
  request.set_header("Content-Length", std::to_string(body_size));
  // The library would take a form apart and hand it to nobody.
  if (request.is_multipart_form_data()) request.headers.erase("Content-Type");
  request.path = kPath;
}

/// The connection's fate is the edge's to decide; what the library says of it is taken back.
void HttplibMemoryServer::SayWhatBecomesOfIt(httplib::Response& response) const {
  for (const char* name : {"Accept-Ranges", "Connection", "Keep-Alive"})
    response.headers.erase(name);
  response.set_header("Connection", keep_alive_ ? "keep-alive" : "close");
}

}  // namespace invitro::edge
