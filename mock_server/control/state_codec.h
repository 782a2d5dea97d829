#pragma once

// An organization's whole state as JSON, and back. The same state gives the same bytes. Pure but
// for the state it is given, which the caller holds locked.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/tenant/tenant.h"

namespace invitro::control {

/// {"version": 1, "clock": …, "policies": …, "invites": [ … ], "deleted": [ … ]}: invites with what
/// was recorded of them, not with what time has made of it; deleted ones with the places they had,
/// since a cursor may stand on them. A running clock is written as what it is ahead of the wall.
/// The counts of the rate limit and the journal are not part of it.
std::string EncodeState(const tenant::TenantState& state);

/// Replaces everything in `state`, or nothing; the error is one line.
tl::expected<void, std::string> DecodeState(tenant::TenantState& state, std::string_view text);

}  // namespace invitro::control
