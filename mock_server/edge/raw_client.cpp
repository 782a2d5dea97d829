#include "mock_server/edge/raw_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace invitro::edge {
namespace {

std::size_t LengthIn(const std::string& head) {
  std::string lower = head;
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  constexpr std::string_view kName = "\r\ncontent-length: ";
  const std::size_t at = lower.find(kName);
  std::size_t length = 0;
  if (at != std::string::npos) {
    std::from_chars(lower.data() + at + kName.size(), lower.data() + lower.size(), length);
  }
  return length;
}

}  // namespace

RawClient::RawClient(int port, std::chrono::milliseconds patience)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), patience_(patience) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fd_.Close();
  const int yes = 1;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  timeval stall{};  // a server that does not read must not hold the test
  stall.tv_sec = 3;
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &stall, sizeof stall);
}

RawClient RawClient::Tls(int port, std::chrono::milliseconds patience) {
  RawClient client(port, patience);
  const std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)> context(
      ::SSL_CTX_new(::TLS_client_method()), &::SSL_CTX_free);
  client.tls_ = std::shared_ptr<SSL>(::SSL_new(context.get()), &::SSL_free);
  ::SSL_set_fd(client.tls_.get(), client.fd_.get());
  if (::SSL_connect(client.tls_.get()) != 1) client.fd_.Close();
  return client;
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        tls_ ? ::SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
             : ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool RawClient::ReadMore() {
  if (!fd_) return false;
  pollfd ready{fd_.get(), POLLIN, 0};
  const bool decrypted = tls_ && ::SSL_pending(tls_.get()) > 0;
  if (!decrypted && ::poll(&ready, 1, static_cast<int>(patience_.count())) <= 0) return false;
  std::array<char, 65536> buffer{};
  const ssize_t count = tls_
                            ? ::SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()))
                            : ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<RawAnswer> RawClient::ReceiveHead() {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!ReadMore()) return std::nullopt;
  }
  constexpr std::size_t kBreak = 4;
  constexpr std::size_t kStatusAt = 9;  // behind "HTTP/1.1 "
  RawAnswer answer;
  answer.head = received_.substr(0, end + kBreak);
  std::from_chars(answer.head.data() + kStatusAt, answer.head.data() + kStatusAt + 3,
                  answer.status);
  received_.erase(0, end + kBreak);
  return answer;
}

std::optional<RawAnswer> RawClient::Receive() {
  auto answer = ReceiveHead();
  if (!answer) return std::nullopt;
  const std::size_t length = LengthIn(answer->head);
  while (received_.size() < length) {
    if (!ReadMore()) return std::nullopt;
  }
  answer->body = received_.substr(0, length);
  received_.erase(0, length);
  return answer;
}

std::optional<RawAnswer> RawClient::Ask(std::string_view bytes) {
  Send(bytes);  // an answer may have come before all was sent
  return Receive();
}

std::string RawClient::ReadOnce() {
  ReadMore();
  return std::exchange(received_, {});
}

void RawClient::EndInput() { ::shutdown(fd_.get(), SHUT_WR); }

bool RawClient::IsReset() {
  pollfd ready{fd_.get(), POLLRDHUP, 0};
  return ::poll(&ready, 1, static_cast<int>(patience_.count())) > 0;
}

bool RawClient::SeesEnd() {
  while (ReadMore()) {
  }
  pollfd ready{fd_.get(), POLLIN, 0};
  return ::poll(&ready, 1, 0) > 0;
}

}  // namespace invitro::edge
