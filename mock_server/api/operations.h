#pragma once

// The four operations, in three steps, so that the organization is locked for the middle one only:
// a Call is read, performed, and its outcome written as a response. Pure but for the state that
// Perform is given.

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/api/create_codec.h"
#include "mock_server/api/error.h"
#include "mock_server/api/route.h"
#include "mock_server/http/message.h"
#include "mock_server/http/target.h"
#include "mock_server/tenant/tenant.h"

namespace invitro::api {

/// A routed request, read as far as that needs no organization. `target` and `body` outlive it.
struct Call {
  Call(Route routed, const http::Target& target, std::string_view body);

  Route route;
  const http::Target& target;
  std::optional<CreateBody> create_body;  // of a create
};

struct Success {
  std::string body;
  int status = 200;
};
using Outcome = tl::expected<Success, Error>;

/// Does what the call asks, at `now`, to an organization whose lock is held. Rules INV-CREATE-*,
/// INV-PAGE-*, INV-GET-*, INV-DELETE-*, INV-RATE-01.
Outcome Perform(const Call& call, tenant::TenantState& state, organization::UnixSeconds now);

http::Response ToResponse(Outcome outcome);

/// The text of an invite as it is at `now`, kept for the next time.
const std::string& InviteText(tenant::TenantState& state, const organization::Invite& invite,
                              organization::UnixSeconds now);

}  // namespace invitro::api
