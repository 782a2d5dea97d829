#pragma once

// cpp-httplib's own loop: for TLS everywhere, and for plain HTTP where there is no epoll. Tuned,
// but with the library's limits, which no option lifts: a thread for each connection being served
// (64 at most, others wait), idle connections polled a hundred times a second and closed after two
// seconds, heads bounded and read as the library does, only the methods that it knows, and a Stop
// that waits for idle clients: two seconds with old versions of the library, five and more with
// new.

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "mock_server/edge/http_server.h"

namespace invitro::edge {

/// The errors: the address cannot be bound, or the certificate or key cannot be used.
tl::expected<std::unique_ptr<HttpServer>, std::string> StartLibraryServer(
    const Options& options, http::Handler handler, RejectionHandler on_rejection);

}  // namespace invitro::edge
