#pragma once

// The twin's edge: sockets on one side, a Handler on the other. Two engines do it. epoll is for
// plain HTTP on Linux: an event loop that no client blocks. httplib is cpp-httplib's own server:
// every POSIX system, and TLS. docs/engines.md lists what the second cannot do.
// Start, Stop and the destructor belong to one thread; the Handler is called from several.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/http/framing.h"
#include "mock_server/http/handler.h"
#include "mock_server/http/message.h"
#include "mock_server/http/rejection.h"

namespace invitro::edge {

enum class Engine {
  kAuto,     // kEpoll where it can serve, kHttplib otherwise
  kHttplib,  // cpp-httplib's server
  kEpoll,    // plain HTTP on Linux; -DINVITRO_EPOLL=OFF leaves it out
};

/// "auto", "httplib" or "epoll".
std::string_view EngineName(Engine engine);
std::optional<Engine> FindEngine(std::string_view name);

struct Options : http::Limits {
  Engine engine = Engine::kAuto;
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any free one
  std::size_t max_connections = 4096;
  int threads = 0;  // of the epoll engine; 0: one for each core, 8 at most
  std::chrono::milliseconds request_timeout{
      30'000};  // a request that has begun must be whole by then (httplib: its body)
  std::chrono::milliseconds idle_timeout{
      300'000};               // a kept connection that asks nothing is closed then
  std::string tls_cert_file;  // PEM; both or neither
  std::string tls_key_file;
};

/// The engine that serves these options. The error is one line: epoll was asked for, and cannot
/// serve TLS or is not part of this build.
tl::expected<Engine, std::string> ChooseEngine(const Options& options);

/// Whether that engine can end a connection without any answer (http::Delivery::reset). All else
/// that a Delivery asks for, both can.
bool CanReset(Engine engine);

class HttpServer {
 public:
  virtual ~HttpServer() = default;

  /// Binds, listens and serves on threads of its own; returns once connections are accepted. The
  /// error is one line for a person: "cannot listen on 127.0.0.1:8080: Address already in use".
  static tl::expected<std::unique_ptr<HttpServer>, std::string> Start(
      const Options& options, http::Handler handler, http::RejectionHandler on_rejection);

  /// The port bound, also where Options asked for any.
  virtual int port() const = 0;

  /// Ends: answers being computed are finished and sent if the peer takes them, idle connections
  /// are closed, deferred answers that come later are dropped. epoll ends at once, httplib within
  /// five seconds. Idempotent; the destructor calls it.
  virtual void Stop() = 0;
};

}  // namespace invitro::edge
