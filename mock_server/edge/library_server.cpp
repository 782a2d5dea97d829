#include "mock_server/edge/library_server.h"

#include <sys/socket.h>

#include <limits>
#include <thread>
#include <utility>

#include "mock_server/edge/httplib_exchange.h"

namespace invitro::edge {
namespace {

class LibraryServer final : public HttpServer {
 public:
  LibraryServer(const Options& options, http::Handler handler, RejectionHandler on_rejection)
      : options_(options),
        handler_(std::move(handler)),
        on_rejection_(std::move(on_rejection)),
        exchange_(options_, handler_, on_rejection_) {
    if (options.tls_cert_file.empty()) {
      server_ = std::make_unique<httplib::Server>();
    } else {
      server_ = std::make_unique<httplib::SSLServer>(options.tls_cert_file.c_str(),
                                                     options.tls_key_file.c_str());
    }
  }
  ~LibraryServer() override { Stop(); }
  LibraryServer(const LibraryServer&) = delete;
  LibraryServer& operator=(const LibraryServer&) = delete;

  tl::expected<void, std::string> Start() {
    if (!server_->is_valid()) {
      return tl::unexpected("cannot use the certificate '" + options_.tls_cert_file +
                            "' with the key '" + options_.tls_key_file + "'");
    }
    Tune();
    port_ = options_.port;
    const bool bound = options_.port == 0 ? (port_ = server_->bind_to_any_port(options_.host)) > 0
                                          : server_->bind_to_port(options_.host, options_.port);
    if (!bound) {
      return tl::unexpected("cannot listen on " + options_.host + ":" +
                            std::to_string(options_.port) +
                            ": the address is in use or not of this machine");
    }
    thread_ = std::thread([this] { server_->listen_after_bind(); });
    while (!server_->is_running()) std::this_thread::yield();
    return {};
  }

  int port() const override { return port_; }

  void Stop() override {
    server_->stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Tune() {
    constexpr std::size_t kThreads = 64;
    constexpr time_t kKeepAliveSeconds = 2;
    server_->set_tcp_nodelay(true);
    server_->set_keep_alive_max_count(std::numeric_limits<int>::max());
    server_->set_keep_alive_timeout(kKeepAliveSeconds);  // what an idle client costs Stop
    server_->set_payload_max_length(options_.max_body_bytes);
    server_->set_read_timeout(
        std::chrono::duration_cast<std::chrono::seconds>(options_.request_timeout));
    server_->new_task_queue = [] {
      return new httplib::ThreadPool(kThreads);
    };                                             // NOLINT: the library owns it
    server_->set_socket_options([](auto socket) {  // without SO_REUSEPORT: one server on a port
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    RouteEverything(*server_, R"([\s\S]*)", [this]() -> HttplibExchange& { return exchange_; });
  }

  const Options options_;
  const http::Handler handler_;
  const RejectionHandler on_rejection_;
  HttplibExchange exchange_;
  std::unique_ptr<httplib::Server> server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

tl::expected<std::unique_ptr<HttpServer>, std::string> StartLibraryServer(
    const Options& options, http::Handler handler, RejectionHandler on_rejection) {
  auto server =
      std::make_unique<LibraryServer>(options, std::move(handler), std::move(on_rejection));
  const auto started = server->Start();
  if (!started) return tl::unexpected(started.error());
  return server;
}

}  // namespace invitro::edge
