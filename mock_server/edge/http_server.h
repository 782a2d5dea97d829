#pragma once

// The twin's edge: sockets on one side, a Handler on the other. It keeps every connection honest
// (bounded, framed, never blocking another); cpp-httplib decompresses bodies and writes answers.
// Start, Stop and the destructor belong to one thread; the Handler is called from several.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "mock_server/http/message.h"

namespace invitro::edge {

struct Options {
  std::string host = "127.0.0.1";
  int port = 0;                              // 0: any free one
  std::size_t max_body_bytes = 1024 * 1024;  // after de-chunking and decompression, included
  std::size_t max_header_line_bytes = 8192;  // request line and each header line, included
  std::size_t max_headers = 100;             // included
  std::size_t max_connections = 4096;
  int threads = 0;  // 0: one for each core, 8 at most
  std::chrono::milliseconds request_timeout{
      30'000};  // a request that has begun must be whole by then
  std::chrono::milliseconds idle_timeout{
      300'000};               // a kept connection that asks nothing is closed then
  std::string tls_cert_file;  // PEM; both or neither
  std::string tls_key_file;
};

/// Why a request never reached the Handler.
enum class Rejection {
  kMalformed,            // 400: not HTTP/1.0 or 1.1, bad framing, bad encoding of the body
  kHeaderLineTooLong,    // 431
  kTargetTooLong,        // 414
  kTooManyHeaders,       // 431
  kBodyTooLarge,         // 413
  kUnsupportedEncoding,  // 415: a Content-Encoding that is not gzip, deflate, br or identity
  kTimedOut,             // 408: the request was begun and not finished in time
  kHandlerFailed,        // 500: the Handler threw; the exception's text goes nowhere
};

/// Makes the answer to a rejected request. `method` and `target` are empty where they were not
/// readable. Called like a Handler, from several threads; must not throw.
using RejectionHandler =
    std::function<http::Response(Rejection, std::string_view method, std::string_view target)>;

class HttpServer {
 public:
  virtual ~HttpServer() = default;

  /// Binds, listens and serves on threads of its own; returns once connections are accepted. The
  /// error is one line for a person: "cannot listen on 127.0.0.1:8080: Address already in use".
  static tl::expected<std::unique_ptr<HttpServer>, std::string> Start(
      const Options& options, http::Handler handler, RejectionHandler on_rejection);

  /// Whether a server with these options obeys http::Delivery: the library, which serves TLS and
  /// whatever is not Linux, does not.
  static bool CanDeliver(const Options& options);

  /// The port bound, also where Options asked for any.
  virtual int port() const = 0;

  /// Ends at once: answers being computed are finished and sent if the peer takes them, idle
  /// connections are closed. Idempotent; the destructor calls it.
  virtual void Stop() = 0;
};

}  // namespace invitro::edge
