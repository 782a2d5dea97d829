#pragma once

// What all that touches cpp-httplib on the server's side shares: from its bodies to ours, from our
// answer to its. Include only from there: httplib.h is slow to read. Safe from several threads, as
// far as the Handler is.

#include <httplib.h>

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/edge/http_server.h"

namespace invitro::edge {

/// The Handler's answer; if it throws, the rejection's. It is a stranger's code: what it throws
/// ends here, and the text of it goes nowhere.
http::Response CallHandler(const http::Handler& handler, const RejectionHandler& on_rejection,
                           const http::Request& request);

/// The library's spelling of a Content-Encoding that it can undo, empty for none; nullopt for any
/// other, which the library would pass on as if it were the text itself.
std::optional<std::string> KnownEncoding(std::string_view encoding);

/// Reads a body, decompressed. The part that is too much is refused, which stops the decompression
/// there: a bomb never unfolds.
tl::expected<std::string, Rejection> ReadBody(const httplib::ContentReader& read,
                                              std::size_t max_bytes);

/// Hands our answer to the library.
void Write(http::Response&& answer, httplib::Response& response);

}  // namespace invitro::edge
