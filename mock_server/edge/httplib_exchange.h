#pragma once

// One request through cpp-httplib's server: inspected by the rules of the epoll engine, handled,
// and answered by what the library offers in public. Include only where the library is used: its
// header is slow to read. Safe from several threads, as far as the Handler is.

#include <httplib.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/edge/http_server.h"
#include "mock_server/http/framing.h"

namespace invitro::edge {

/// Whether the library is 0.18.5 or newer: since then its threads look, while they wait, for the
/// end of the client and of the server.
template <class Request>
inline constexpr bool kLooksWhileItWaits = requires(const Request& request) {
  request.is_connection_closed();
};

/// What becomes of the connection after an answer.
enum class After {
  kKeep,         // the next request may follow
  kLibraryEnds,  // the library ends it, without our help
  kBreakOff,     // the answer breaks off at its end, so that the library ends it
};

class HttplibExchange {
 public:
  /// While `stopping` is true, nothing is waited for. All references outlive this.
  HttplibExchange(const Options& options, const http::Handler& handler,
                  const http::RejectionHandler& on_rejection, const std::atomic<bool>& stopping)
      : options_(options), handler_(handler), reject_(on_rejection), stopping_(stopping) {}

  /// Before the body is read: refuses what must not be read, and answers requests whose method the
  /// library gives no body to. False: Answer is due.
  bool AnswerWithoutBody(const httplib::Request& request, httplib::Response& response) const;

  /// Reads the body and answers.
  void Answer(const httplib::Request& request, const httplib::ContentReader& read,
              httplib::Response& response) const;

  /// For a refusal of the library's own, whose status it has set: answers it in our words.
  void AnswerRefusal(const httplib::Request& request, httplib::Response& response) const;

  /// The status to refuse a request with that waits to be told to send its body; 100: it is told.
  int StatusBeforeBody(const httplib::Request& request) const;

  /// Undoes what the library has added to an answer's headers.
  static void TidyHeaders(httplib::Response& response);

 private:
  std::optional<http::Rejection> Inspect(const httplib::Request& request,
                                         http::Framing& framing) const;
  std::optional<http::Rejection> Read(const httplib::Request& request,
                                      const httplib::ContentReader& read, std::string& body) const;
  void Handle(const httplib::Request& request, std::string_view body, After after,
              httplib::Response& response) const;
  void Reject(http::Rejection why, const httplib::Request& request,
              httplib::Response& response) const;
  void Deliver(http::Response answer, After after, const httplib::Request& request,
               httplib::Response& response) const;
  void AwaitDeferred(const std::shared_ptr<http::AnswerChannel>& channel, After after,
                     const httplib::Request& request, httplib::Response& response) const;
  void Stream(http::AnswerChannel::Progress begun,
              const std::shared_ptr<http::AnswerChannel>& channel, After after,
              const httplib::Request& request, httplib::Response& response) const;
  template <class Left>
  void Pause(std::chrono::milliseconds time, Left left) const;

  const Options& options_;
  const http::Handler& handler_;
  const http::RejectionHandler& reject_;
  const std::atomic<bool>& stopping_;
};

}  // namespace invitro::edge
