#include "mock_server/edge/epoll_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "mock_server/edge/event_loop.h"
#include "mock_server/edge/listen_socket.h"

namespace invitro::edge {
namespace {

/// As many descriptors as this process may have: a thousand kept connections are more than the
/// usual 1,024.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t LoopsFor(int threads) {
  constexpr unsigned kMost = 8;
  if (threads > 0) return static_cast<std::size_t>(threads);
  return std::clamp(std::thread::hardware_concurrency(), 1U, kMost);
}

class EpollServer final : public HttpServer {
 public:
  EpollServer(const Options& options, ListenSocket listener, http::Handler handler,
              RejectionHandler on_rejection)
      : options_(options),
        listener_(std::move(listener)),
        handler_(std::move(handler)),
        on_rejection_(std::move(on_rejection)) {
    for (std::size_t i = 0; i < LoopsFor(options.threads); ++i) {
      loops_.push_back(std::make_unique<EventLoop>(options_, handler_, on_rejection_, open_));
    }
    loops_.front()->AcceptFrom(listener_.fd.get(), [this](Descriptor socket) {
      loops_[next_++ % loops_.size()]->Adopt(std::move(socket));
    });
    for (const auto& loop : loops_) loop->Start();
  }
  ~EpollServer() override { Stop(); }
  EpollServer(const EpollServer&) = delete;
  EpollServer& operator=(const EpollServer&) = delete;

  int port() const override { return listener_.port; }

  void Stop() override {
    for (const auto& loop : loops_) loop->Stop();
    listener_.fd.Close();
  }

 private:
  const Options options_;
  ListenSocket listener_;
  const http::Handler handler_;
  const RejectionHandler on_rejection_;
  std::atomic<std::size_t> open_ = 0;
  std::size_t next_ = 0;  // the accepting loop's alone
  std::vector<std::unique_ptr<EventLoop>> loops_;
};

}  // namespace

tl::expected<std::unique_ptr<HttpServer>, std::string> StartEpollServer(
    const Options& options, http::Handler handler, RejectionHandler on_rejection) {
  auto listener = Listen(options.host, options.port);
  if (!listener) return tl::unexpected(listener.error());
  RaiseDescriptorLimit();
  return std::make_unique<EpollServer>(options, *std::move(listener), std::move(handler),
                                       std::move(on_rejection));
}

}  // namespace invitro::edge
