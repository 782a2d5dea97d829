#include "mock_server/edge/listen_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

namespace invitro::edge {
namespace {

constexpr int kBacklog = 1024;

std::string Reason() { return std::generic_category().message(errno); }

int PortOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return ntohs(v6.sin6_port);
  }
  sockaddr_in v4{};
  std::memcpy(&v4, &address, sizeof v4);
  return ntohs(v4.sin_port);
}

/// Listens on one address; an empty descriptor, with errno set, if that cannot be.
Descriptor ListenOn(const addrinfo& address) {
  Descriptor fd(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return fd;
  const int yes = 1;
  // A port that a dead server has just left may be taken; one that a living server listens on may
  // not.
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0 ||
      ::listen(fd.get(), kBacklog) != 0) {
    const int why = errno;
    fd.Close();
    errno = why;
  }
  return fd;
}

}  // namespace

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
  return tl::unexpected(name + Reason());
}

}  // namespace invitro::edge
