#pragma once

// A listening socket as the twin wants it: nobody else on its port, and room for a thousand clients
// that all connect at once (the library's own asks for SO_REUSEPORT and a backlog of 5).

#include <string>
#include <tl/expected.hpp>

#include "mock_server/edge/descriptor.h"

namespace invitro::edge {

struct ListenSocket {
  Descriptor fd;  // non-blocking
  int port = 0;   // the one bound
};

/// Listens on `host` (a name or an address) and `port` (0: any free one). The error is one line
/// that names both and the system's reason.
tl::expected<ListenSocket, std::string> Listen(const std::string& host, int port);

}  // namespace invitro::edge
