#pragma once

// fixtures/schemas/ applied to the raw text of answers, by a schema library that neither twin nor
// client uses. Safe from any thread.

#include <optional>
#include <string>
#include <string_view>

namespace invitro::contract {

enum class Schema { kInvite, kPage, kDeleted, kError };

/// What about `text` does not fit, in one line; nullopt if it fits.
std::optional<std::string> Misfit(Schema schema, std::string_view text);

}  // namespace invitro::contract
