#include "mock_server/edge/library_server.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <limits>
#include <thread>
#include <utility>
#include <vector>

#include "mock_server/edge/httplib_exchange.h"

namespace invitro::edge {
namespace {

constexpr std::size_t kThreads = 64;
constexpr time_t kKeepAliveSeconds = 2;  // what an idle client may cost Stop
// Also what a silent TLS client may cost Stop: newer versions wait for its farewell.
constexpr std::chrono::seconds kLongestRead{5};
constexpr const char* kAnyPath = R"([\s\S]*)";

/// Headers that older versions of the library add to a request, of what they know of the
/// connection.
constexpr std::array<std::string_view, 4> kAdded{"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR",
                                                 "LOCAL_PORT"};

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

class LibraryServer final : public HttpServer {
 public:
  LibraryServer(const Options& options, http::Handler handler, RejectionHandler on_rejection)
      : options_(options), handler_(std::move(handler)), on_rejection_(std::move(on_rejection)) {
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
    Route();
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
    using std::chrono::ceil;
    using std::chrono::seconds;
    server_->set_tcp_nodelay(true);
    server_->set_keep_alive_max_count(std::numeric_limits<int>::max());
    server_->set_keep_alive_timeout(kKeepAliveSeconds);
    server_->set_payload_max_length(options_.max_body_bytes);
    server_->set_read_timeout(std::min(ceil<seconds>(options_.request_timeout), kLongestRead));
    server_->new_task_queue = [] {
      return new httplib::ThreadPool(kThreads);  // NOLINT: the library owns it
    };
    server_->set_socket_options([](auto socket) {  // without SO_REUSEPORT: one server on a port
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
  }

  /// Everything to the Handler; the library's own errors to the rejection's.
  void Route() {
    server_->set_pre_routing_handler([this](const auto& request, auto& response) {
      // Neither compressed answers nor parts of them. The library lends its own request as const.
      auto& own =
          const_cast<httplib::Request&>(request);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
      own.headers.erase("Accept-Encoding");
      own.ranges.clear();
      const std::string& method = request.method;
      if (method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE") {
        return httplib::Server::HandlerResponse::Unhandled;
      }
      Answer(request, {}, response);
      return httplib::Server::HandlerResponse::Handled;
    });
    const httplib::Server::HandlerWithContentReader with_body =
        [this](const auto& request, auto& response, const auto& read) {
          AnswerWithBody(request, read, response);
        };
    server_->Post(kAnyPath, with_body);
    server_->Put(kAnyPath, with_body);
    server_->Patch(kAnyPath, with_body);
    server_->Delete(kAnyPath, with_body);
    server_->set_exception_handler([this](const auto& request, auto& response, auto /*what*/) {
      Reject(Rejection::kHandlerFailed, request, response);
    });
    server_->set_error_handler(
        httplib::Server::HandlerWithResponse([this](const auto& request, auto& response) {
          // What the Handler or a rejection answered has a body; the library's own errors have
          // none.
          if (response.body.empty()) Reject(ForStatus(response.status), request, response);
          return httplib::Server::HandlerResponse::Handled;
        }));
  }

  void AnswerWithBody(const httplib::Request& request, const httplib::ContentReader& read,
                      httplib::Response& response) {
    if (!KnownEncoding(request.get_header_value("Content-Encoding"))) {
      return Reject(Rejection::kUnsupportedEncoding, request, response);
    }
    const auto body = ReadBody(read, options_.max_body_bytes);
    // The library may have refused the body before a byte of it came here; its status says so.
    constexpr int kTooLarge = 413;
    if (!body && response.status == kTooLarge) {
      return Reject(Rejection::kBodyTooLarge, request, response);
    }
    if (!body) return Reject(body.error(), request, response);
    Answer(request, *body, response);
  }

  void Answer(const httplib::Request& request, std::string_view body, httplib::Response& response) {
    std::vector<http::HeaderView> headers;
    for (const auto& [name, value] : request.headers) {
      if (std::ranges::find(kAdded, name) == kAdded.end()) headers.push_back({name, value});
    }
    Write(
        CallHandler(
            handler_, on_rejection_,
            {.method = request.method, .target = request.target, .headers = headers, .body = body}),
        response);
  }

  void Reject(Rejection why, const httplib::Request& request, httplib::Response& response) {
    Write(on_rejection_(why, request.method, request.target), response);
  }

  const Options options_;
  const http::Handler handler_;
  const RejectionHandler on_rejection_;
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
