#pragma once

// For tests: a client that sends what it is told to, byte for byte, and reads answers with a time
// limit. For one thread.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/edge/descriptor.h"

struct ssl_st;  // OpenSSL's SSL

namespace invitro::edge {

struct RawAnswer {
  int status = 0;
  std::string head;  // status line and headers
  std::string body;

  bool operator==(const RawAnswer&) const = default;
};

class RawClient {
 public:
  static constexpr std::chrono::milliseconds kPatience{1500};

  /// Connects to 127.0.0.1; reads wait `patience` at most.
  explicit RawClient(int port, std::chrono::milliseconds patience = kPatience);

  /// The same over TLS, whatever the certificate.
  static RawClient Tls(int port, std::chrono::milliseconds patience = kPatience);

  bool Send(std::string_view bytes);

  /// The next answer; nullopt if none comes in time, or the connection ends before it is whole.
  std::optional<RawAnswer> Receive();

  /// The head of the next answer, for a request whose answer has no body: HEAD.
  std::optional<RawAnswer> ReceiveHead();

  /// Send, then Receive.
  std::optional<RawAnswer> Ask(std::string_view bytes);

  /// What one read gives, once there is anything to read.
  std::string ReadOnce();

  /// Says that nothing more will be sent; what is still to come can be received.
  void EndInput();

  /// Whether the server closes the connection in time.
  bool SeesEnd();

  /// Whether the server ends the connection in time though nothing of what it sent is read.
  bool IsReset();

 private:
  bool ReadMore();

  Descriptor fd_;
  std::shared_ptr<ssl_st> tls_;  // null: plain
  std::chrono::milliseconds patience_;
  std::string received_;
};

}  // namespace invitro::edge
