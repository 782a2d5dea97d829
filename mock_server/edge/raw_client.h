#pragma once

// For tests: a client that sends what it is told to, byte for byte, and reads answers with a time
// limit. For one thread.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/edge/descriptor.h"

namespace invitro::edge {

struct RawAnswer {
  int status = 0;
  std::string head;  // status line and headers
  std::string body;

  bool operator==(const RawAnswer&) const = default;
};

class RawClient {
 public:
  /// Connects to 127.0.0.1; reads wait `patience` at most.
  explicit RawClient(int port,
                     std::chrono::milliseconds patience = std::chrono::milliseconds(1500));

  bool Send(std::string_view bytes);

  /// The next answer; nullopt if none comes in time, or the connection ends before it is whole.
  std::optional<RawAnswer> Receive();

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
  std::chrono::milliseconds patience_;
  std::string received_;
};

}  // namespace invitro::edge
