#pragma once

// Checks the raw text of responses against the schemas of fixtures/openapi.json, with a schema
// library that neither twin nor client uses. Safe from any thread.

#include <optional>
#include <string>
#include <string_view>

namespace invitro::contract {

enum class Schema { kInvite, kPage, kDeleted, kError, kErrorText };

/// Returns nullopt if `text` fits the schema, else the first misfit in one line.
std::optional<std::string> Misfit(Schema schema, std::string_view text);

}  // namespace invitro::contract
