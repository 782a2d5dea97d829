#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <limits>
#include <list>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "mock_server/edge/engines.h"
#include "mock_server/edge/httplib_exchange.h"
#include "support/mutex.h"

namespace invitro::edge {
namespace {

constexpr time_t kKeepAliveSeconds = 5;  // what an idle client may cost Stop, with an old library
// Also what a silent TLS client may cost Stop: newer versions wait for its farewell.
constexpr std::chrono::seconds kLongestRead{5};
constexpr int kBacklog = 1024;  // of connections that wait to be accepted

/// Gives a thread to each connection, which ends with it; the library's own pool has a fixed
/// number. Safe from any thread.
class ThreadForEach final : public httplib::TaskQueue {
 public:
  using Task = std::function<void()>;
  /// What enqueue returns in this version of the library: nothing, or true.
  using Accepted = decltype(std::declval<httplib::TaskQueue&>().enqueue(Task()));

  /// At most `max_threads` (1 or more) at a time; further tasks wait for one of them.
  explicit ThreadForEach(std::size_t max_threads) : max_threads_(max_threads) {}

  Accepted enqueue(Task task) override {
    const MutexLock lock(mutex_);
    JoinEnded();
    tasks_.push_back(std::move(task));
    if (threads_.size() < max_threads_) {
      const Place place = threads_.emplace(threads_.end());
      try {
        *place = std::thread([this, place] { Run(place); });
      } catch (const std::system_error&) {  // the system gives no more: the task waits for another
        threads_.erase(place);
      }
    }
    return static_cast<Accepted>(true);
  }

  /// Waits for the tasks that are running or waiting.
  void shutdown() override {
    const MutexLock lock(mutex_);
    while (!threads_.empty()) changed_.Wait(mutex_);
    JoinEnded();
  }

 private:
  using Place = std::list<std::thread>::iterator;

  void JoinEnded() REQUIRES_LOCK(mutex_) {
    for (std::thread& thread : ended_) thread.join();
    ended_.clear();
  }

  void Run(Place self) {
    for (std::optional<Task> task = Next(self); task; task = Next(self)) (*task)();
  }

  /// Nullopt if no task waits; then the calling thread, whose place is `self`, has to end.
  std::optional<Task> Next(Place self) {
    const MutexLock lock(mutex_);
    if (tasks_.empty()) {
      ended_.splice(ended_.end(), threads_, self);
      changed_.NotifyAll();
      return std::nullopt;
    }
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    return task;
  }

  const std::size_t max_threads_;
  Mutex mutex_;
  Condition changed_;
  std::deque<Task> tasks_ GUARDED_BY(mutex_);
  std::list<std::thread> threads_ GUARDED_BY(mutex_);
  std::list<std::thread> ended_ GUARDED_BY(mutex_);  // to be joined
};

class HttplibServer final : public HttpServer {
 public:
  HttplibServer(const Options& options, http::Handler handler, http::RejectionHandler on_rejection)
      : options_(options), handler_(std::move(handler)), on_rejection_(std::move(on_rejection)) {
    if (options.tls_cert_file.empty()) {
      server_ = std::make_unique<httplib::Server>();
    } else {
      server_ = std::make_unique<httplib::SSLServer>(options.tls_cert_file.c_str(),
                                                     options.tls_key_file.c_str());
    }
  }
  ~HttplibServer() override { Stop(); }
  HttplibServer(const HttplibServer&) = delete;
  HttplibServer& operator=(const HttplibServer&) = delete;

  tl::expected<void, std::string> Start() {
    if (!server_->is_valid()) {
      return tl::unexpected("cannot use the certificate '" + options_.tls_cert_file +
                            "' with the key '" + options_.tls_key_file + "'");
    }
    Tune();
    Route();
    errno = 0;
    port_ = options_.port;
    const bool bound = options_.port == 0 ? (port_ = server_->bind_to_any_port(options_.host)) > 0
                                          : server_->bind_to_port(options_.host, options_.port);
    if (!bound) {
      // The library does not say why; what the system said last is the reason, where it said any.
      const std::string reason = errno != 0 ? std::generic_category().message(errno)
                                            : "the address is not of this machine";
      return tl::unexpected("cannot listen on " + options_.host + ":" +
                            std::to_string(options_.port) + ": " + reason);
    }
    ::listen(listener_, kBacklog);  // the library's own backlog of 5 delays clients
    thread_ = std::thread([this] { server_->listen_after_bind(); });
    while (!server_->is_running()) std::this_thread::yield();
    return {};
  }

  int port() const override { return port_; }

  void Stop() override {
    stopping_ = true;
    server_->stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Tune() {
    using std::chrono::ceil;
    using std::chrono::seconds;
    server_->set_tcp_nodelay(true);
    server_->set_keep_alive_max_count(std::numeric_limits<int>::max());
    server_->set_keep_alive_timeout(kLooksWhileItWaits<httplib::Request>
                                        ? ceil<seconds>(options_.idle_timeout).count()
                                        : kKeepAliveSeconds);
    // The exchange bounds bodies: what the library refuses, it would answer its own way.
    server_->set_payload_max_length(std::numeric_limits<std::size_t>::max());
    server_->set_read_timeout(std::min(ceil<seconds>(options_.request_timeout), kLongestRead));
    server_->new_task_queue = [most = options_.max_connections] {
      return new ThreadForEach(std::max<std::size_t>(most, 1));  // NOLINT: the library owns it
    };
    server_->set_socket_options([this](auto socket) {  // without SO_REUSEPORT: one server on a port
      listener_ = socket;
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
  }

  /// Everything to the exchange, the library's own refusals included.
  void Route() {
    using Outcome = httplib::Server::HandlerResponse;
    server_->set_pre_routing_handler([this](const auto& request, auto& response) {
      return exchange_.AnswerWithoutBody(request, response) ? Outcome::Handled : Outcome::Unhandled;
    });
    const httplib::Server::HandlerWithContentReader with_body =
        [this](const auto& request, auto& response, const auto& read) {
          exchange_.Answer(request, read, response);
        };
    server_->Post("/", with_body);
    server_->Put("/", with_body);
    server_->Patch("/", with_body);
    server_->Delete("/", with_body);
    server_->set_expect_100_continue_handler([this](const auto& request, auto& response) {
      response.status = exchange_.StatusBeforeBody(request);
      return response.status;
    });
    server_->set_error_handler(
        httplib::Server::HandlerWithResponse([this](const auto& request, auto& response) {
          exchange_.AnswerRefusal(request, response);
          return Outcome::Handled;
        }));
    server_->set_post_routing_handler(
        [](const auto& /*request*/, auto& response) { HttplibExchange::TidyHeaders(response); });
  }

  const Options options_;
  const http::Handler handler_;
  const http::RejectionHandler on_rejection_;
  std::atomic<bool> stopping_ = false;
  const HttplibExchange exchange_{options_, handler_, on_rejection_, stopping_};
  std::unique_ptr<httplib::Server> server_;
  int listener_ = -1;  // owned by server_
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

Started StartHttplibServer(const Options& options, http::Handler handler,
                           http::RejectionHandler on_rejection) {
  auto server =
      std::make_unique<HttplibServer>(options, std::move(handler), std::move(on_rejection));
  const auto started = server->Start();
  if (!started) return tl::unexpected(started.error());
  return server;
}

}  // namespace invitro::edge
