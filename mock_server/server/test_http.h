#pragma once

// For tests of the server as a whole: one request on a connection of its own. For any thread.

#include <optional>
#include <string>

#include "mock_server/edge/raw_client.h"

namespace invitro {

/// Sends a request with that key ("": none) and body; nullopt if no answer comes.
inline std::optional<edge::RawAnswer> Ask(int port, const std::string& method,
                                          const std::string& target, const std::string& key,
                                          const std::string& body = "") {
  std::string request = method + " " + target + " HTTP/1.1\r\nHost: x\r\n";
  if (!key.empty()) request += "Authorization: Bearer " + key + "\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return edge::RawClient(port).Ask(request);
}

}  // namespace invitro
