#pragma once

// Starts one engine or the other; HttpServer::Start chooses. Thread rules and errors: see
// HttpServer.

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "mock_server/edge/http_server.h"

namespace invitro::edge {

using Started = tl::expected<std::unique_ptr<HttpServer>, std::string>;

/// Event loops, for plain HTTP on Linux. Not part of every build: see ChooseEngine.
Started StartEpollServer(const Options& options, const http::Handler& handler,
                         const http::RejectionHandler& on_rejection);

/// cpp-httplib's own server, by its public interface only, so that any version from 0.11 on serves.
Started StartHttplibServer(const Options& options, http::Handler handler,
                           http::RejectionHandler on_rejection);

}  // namespace invitro::edge
