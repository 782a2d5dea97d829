#pragma once

// Undoes the compression of a request's body. Pure; safe from any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/http/framing.h"
#include "mock_server/http/rejection.h"

namespace invitro::http {

/// Unfolds `compressed` (gzip, or zlib's format, which HTTP calls deflate). Errors:
/// kMalformed if it is neither, is cut off or has something behind its end, and kBodyTooLarge as
/// soon as more than `max_bytes` have come out: a bomb never unfolds.
tl::expected<std::string, Rejection> Inflate(std::string_view compressed, std::size_t max_bytes);

/// Undoes the compression of `body`, which then refers to `storage`; or says why the request has
/// to be refused. Nullopt for `coding` is one that is not known.
std::optional<Rejection> UndoCoding(std::optional<Coding> coding, std::size_t max_bytes,
                                    std::string& storage, std::string_view& body);

}  // namespace invitro::http
