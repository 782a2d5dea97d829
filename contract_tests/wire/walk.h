#pragma once

// Walks through the list, page by page, as every client does.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "contract_tests/facts/reading.h"
#include "contract_tests/wire/api.h"

namespace invitro::contract {

/// "limit=2&after=x", encoded; "" if neither is given.
std::string Query(std::optional<int> limit, const std::string& after = "",
                  bool after_first = false);

/// Asks for one page. Throws Broken(`rule`) unless it is one.
PageSeen GetPage(Api& api, std::optional<int> limit, const std::string& after,
                 const std::string& rule);

/// Every page from the first to the last. Throws Broken: a page that says there is more and has
/// nothing, or more than `most` pages (INV-PAGE-07: it would not end); a page of another size than
/// `limit` that is not the last (INV-PAGE-02), or is (INV-PAGE-05).
std::vector<PageSeen> WalkPages(Api& api, int limit, std::size_t most = 10'000);

std::vector<InviteSeen> WalkAll(Api& api, int limit = 100);

}  // namespace invitro::contract
