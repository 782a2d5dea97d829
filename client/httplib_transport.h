#pragma once

// Requests over cpp-httplib: one kept connection, Nagle off, nothing compressed, TLS always
// verified.

#include <memory>
#include <tl/expected.hpp>

#include "invitro/client.h"
#include "invitro/transport.h"

namespace invitro {

/// A transport to the server of `options.base_url`, through `options.proxy` if there is one. For
/// one thread at a time. A request is sent once: on a connection found dead before it is written, a
/// new one is made; what was written is never written again. The error is of kind kBadUrl.
tl::expected<std::unique_ptr<Transport>, TransportError> MakeHttplibTransport(
    const ClientOptions& options);

}  // namespace invitro
