#pragma once

// What all adapters to cpp-httplib share: from its request to ours, from our answer to its, and the
// routes that bring every request here. Include only from adapters: httplib.h is slow to read.

#include <httplib.h>

#include <string>
#include <string_view>

#include "mock_server/edge/http_server.h"

namespace invitro::edge {

/// One request on its way through the library. For one thread at a time.
class HttplibExchange {
 public:
  HttplibExchange(const Options& options, const http::Handler& handler,
                  const RejectionHandler& on_rejection)
      : options_(options), handler_(handler), on_rejection_(on_rejection) {}

  /// Answers a request that has no body to read.
  void Handle(const httplib::Request& request, httplib::Response& response);

  /// Reads the body, decompressed and bounded, and answers.
  void Handle(const httplib::Request& request, httplib::Response& response,
              const httplib::ContentReader& read);

  void Reject(Rejection why, const httplib::Request& request, httplib::Response& response);

  /// Gives an error of the library's own the API's envelope; leaves an answer that is ours alone.
  void Adopt(const httplib::Request& request, httplib::Response& response);

 private:
  void Answer(const httplib::Request& request, std::string_view body, httplib::Response& response);

  const Options& options_;
  const http::Handler& handler_;
  const RejectionHandler& on_rejection_;
};

/// Sends every request of `server` through the exchange that `exchange()` names. Bodies are read
/// where the path fits `pattern`.
template <class Exchange>
void RouteEverything(httplib::Server& server, const std::string& pattern, Exchange exchange) {
  server.set_pre_routing_handler([exchange](const auto& request, auto& response) {
    const std::string& method = request.method;
    if (method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE") {
      return httplib::Server::HandlerResponse::Unhandled;
    }
    exchange().Handle(request, response);
    return httplib::Server::HandlerResponse::Handled;
  });
  const httplib::Server::HandlerWithContentReader with_body =
      [exchange](const auto& request, auto& response, const auto& read) {
        exchange().Handle(request, response, read);
      };
  server.Post(pattern, with_body);
  server.Put(pattern, with_body);
  server.Patch(pattern, with_body);
  server.Delete(pattern, with_body);
  server.set_exception_handler([exchange](const auto& request, auto& response, auto /*what*/) {
    exchange().Reject(Rejection::kHandlerFailed, request, response);
  });
  server.set_error_handler(
      httplib::Server::HandlerWithResponse([exchange](const auto& request, auto& response) {
        exchange().Adopt(request, response);
        return httplib::Server::HandlerResponse::Handled;
      }));
}

}  // namespace invitro::edge
