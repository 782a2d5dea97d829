#include <netdb.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "mock_server/edge/engines.h"
#include "mock_server/edge/event_loop.h"

namespace invitro::edge {
namespace {

struct ListenSocket {
  Descriptor fd;  // non-blocking
  int port = 0;   // the one bound
};

constexpr int kBacklog = 1024;

int PortOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  std::array<char, NI_MAXSERV> port{};
  if (::getsockname(fd, any, &size) != 0 ||
      ::getnameinfo(any, size, nullptr, 0, port.data(), port.size(), NI_NUMERICSERV) != 0) {
    return 0;
  }
  return static_cast<int>(http::ParseNumber(port.data(), 10).value_or(0));
}

/// Listens on one address; an empty descriptor, with errno set, if that cannot be.
Descriptor ListenOn(const addrinfo& address) {
  Descriptor fd(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return fd;
  const int yes = 1;
  // The port of a server that has ended may be taken, that of a running one may not.
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0 ||
      ::listen(fd.get(), kBacklog) != 0) {
    const int why = errno;
    fd.Close();
    errno = why;
  }
  return fd;
}

/// Listens on `host` (a name or an address) and `port` (0: any free one), alone on its port, and
/// with room for a thousand clients that connect at one time.
tl::expected<ListenSocket, std::string> Listen(const std::string& host, int port) {
  const std::string name = "cannot listen on " + host + ":" + std::to_string(port) + ": ";
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (failed != 0) return tl::unexpected(name + ::gai_strerror(failed));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  for (const addrinfo* address = found; address; address = address->ai_next) {
    Descriptor fd = ListenOn(*address);
    if (!fd) continue;
    const int bound = PortOf(fd.get());
    return ListenSocket{std::move(fd), bound};
  }
  return tl::unexpected(name + std::generic_category().message(errno));
}

/// Allows as many descriptors as this process may have: usual are 1,024.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

class EpollServer final : public HttpServer {
 public:
  EpollServer(const Options& options, ListenSocket listener, const http::Handler& handler,
              const http::RejectionHandler& on_rejection)
      : options_(options), listener_(std::move(listener)) {
    const int cores = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8);
    for (int i = 0; i < (options.threads > 0 ? options.threads : cores); ++i) {
      loops_.push_back(std::make_unique<EventLoop>(options_, handler, on_rejection, open_));
    }
    for (std::size_t i = 1; i < loops_.size(); ++i) loops_[i]->Start();
    loops_.front()->Start(listener_.fd.get(), [this](Descriptor socket) {
      loops_[next_++ % loops_.size()]->Adopt(std::move(socket));
    });
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
  std::atomic<std::size_t> open_ = 0;
  std::size_t next_ = 0;  // the accepting loop's alone
  std::vector<std::unique_ptr<EventLoop>> loops_;
};

}  // namespace

Started StartEpollServer(const Options& options, const http::Handler& handler,
                         const http::RejectionHandler& on_rejection) {
  auto listener = Listen(options.host, options.port);
  if (!listener) return tl::unexpected(listener.error());
  RaiseDescriptorLimit();
  return std::make_unique<EpollServer>(options, *std::move(listener), handler, on_rejection);
}

}  // namespace invitro::edge
