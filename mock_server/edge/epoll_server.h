#pragma once

// The edge for plain HTTP on Linux: event loops, and cpp-httplib for the messages.

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "mock_server/edge/http_server.h"

namespace invitro::edge {

tl::expected<std::unique_ptr<HttpServer>, std::string> StartEpollServer(
    const Options& options, http::Handler handler, RejectionHandler on_rejection);

}  // namespace invitro::edge
