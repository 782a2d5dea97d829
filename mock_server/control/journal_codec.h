#pragma once

// The journal as JSON, and questions about it. Pure; safe from any thread.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/tenant/journal.h"

namespace invitro::control {

/// {"requests": [ … ], "forgotten": n, "capacity": n}, oldest first.
std::string EncodeJournal(const tenant::JournalView& journal);

/// Counts the requests that fit the matcher `text`, {"operation", "method", "path", "query",
/// "body", "status"}, each optional: `query` and `body` fit where they hold at least what is given.
/// The answer is
/// {"count": n, "forgotten": n, "near_misses": [{"request": …, "differs": ["status: expected 200,
/// got 404"]}]}: the three that came closest without fitting, the closest first. The error is one
/// line.
tl::expected<std::string, std::string> CountRequests(const tenant::JournalView& journal,
                                                     std::string_view text);

}  // namespace invitro::control
