#pragma once

// What an answer says, read off its JSON: the fields the rules speak of, nothing more. It is not
// the client's codec, which is under test too. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract_tests/wire/exchange.h"

namespace invitro::contract {

struct InviteSeen {
  std::string id, email, role, status;
  Json projects;                // null where there are none
  std::int64_t created_at = 0;  // in the older dialect: invited_at
  std::optional<std::int64_t> expires_at, accepted_at;

  bool operator==(const InviteSeen&) const = default;
};

struct PageSeen {
  std::vector<InviteSeen> data;
  bool has_more = false;
  std::optional<std::string> first_id, last_id;

  std::vector<std::string> ids() const;
};

/// nullopt: what it needs is missing or of another type.
std::optional<InviteSeen> ReadInvite(const Json& json);
std::optional<PageSeen> ReadPage(const Json& json);

/// One line: "invite-abc anna@example.com reader pending".
std::string ToText(const InviteSeen& invite);

/// "[a, b, c, … 17 more]".
std::string ToText(const std::vector<std::string>& ids);

}  // namespace invitro::contract
