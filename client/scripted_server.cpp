#include "client/scripted_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace invitro {
namespace {

bool SendAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// Reads one request with its body; false if the client hangs up first.
bool ReadRequest(int fd) {
  std::string received;
  std::size_t needed = std::string::npos;
  while (received.size() < needed) {
    std::array<char, 4096> buffer{};
    const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (count <= 0) return false;
    received.append(buffer.data(), static_cast<std::size_t>(count));
    const std::size_t end = received.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t length = received.find(kLength);
    needed =
        end + 4 +
        (length < end ? std::strtoul(received.c_str() + length + kLength.size(), nullptr, 10) : 0);
  }
  return true;
}

}  // namespace

ScriptedServer::ScriptedServer(std::vector<ConnectionScript> connections)
    : connections_(std::move(connections)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();  // a test machine without a free port
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);  // ends a waiting accept
  thread_.join();
  ::close(listener_);
}

void ScriptedServer::Run() {
  for (const ConnectionScript& script : connections_) {
    const int fd = ::accept(listener_, nullptr, nullptr);
    if (fd < 0) return;
    Play(fd, script);
    ::close(fd);
  }
}

void ScriptedServer::Play(int fd, const ConnectionScript& script) {
  for (const std::string& answer : script) {
    if (!ReadRequest(fd)) return;
    ++requests_;
    const std::size_t pause = std::min(answer.find(kPause), answer.size());
    if (!SendAll(fd, std::string_view(answer).substr(0, pause))) return;
    for (std::size_t i = pause + 1; i < answer.size(); ++i) {
      pollfd hung_up{fd, POLLIN, 0};
      if (::poll(&hung_up, 1, 20) > 0 || !SendAll(fd, std::string_view(answer).substr(i, 1)))
        return;
    }
  }
}

std::string WireAnswer(int status, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

}  // namespace invitro
