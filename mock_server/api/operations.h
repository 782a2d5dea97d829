#pragma once

// The four operations: one request is one lock, one call into the domain, one answer. Safe from any
// thread.

#include <string_view>

#include "mock_server/api/route.h"
#include "mock_server/http/message.h"
#include "mock_server/http/target.h"
#include "mock_server/tenant/tenant.h"

namespace invitro::api {

/// Answers a request that was routed and whose key is `tenant`'s. Rules INV-CREATE-*, INV-PAGE-*,
/// INV-GET-*, INV-DELETE-*, INV-RATE-01.
http::Response Answer(const Route& route, const http::Target& target, std::string_view body,
                      tenant::Tenant& tenant);

/// The text of an invite as it is at `now`, kept for the next time.
const std::string& InviteText(tenant::TenantState& state, const organization::Invite& invite,
                              organization::UnixSeconds now);

}  // namespace invitro::api
