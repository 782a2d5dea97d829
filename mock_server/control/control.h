#pragma once

// The control plane under /_mock/: what a test does to an organization that the API cannot. Its
// calls and answers stand in docs/control-plane.md. Safe from any thread.

#include <string>
#include <string_view>

#include "mock_server/http/message.h"
#include "mock_server/http/target.h"
#include "mock_server/tenant/tenant.h"

namespace invitro::control {

/// Whether the target is under /_mock/.
bool IsControl(const http::Target& target);

/// Whether it is GET /_mock/health, which needs no key.
bool IsHealth(std::string_view method, const http::Target& target);

/// What the server around the organizations is, as far as its control plane tells.
struct ServerFacts {
  std::string engine = {};  // "epoll" or "httplib"
  bool can_reset = true;    // a fault may end a connection without any answer
};

/// {"status": "ok", "version": …, "engine": …}
http::Response Health(const ServerFacts& facts);

/// Whether the call may take long (it takes the whole organization, or a long body): then it is
/// made on a thread that serves no one else.
bool MayTakeLong(std::string_view method, const http::Target& target);

/// Answers a control call for the organization of `tenant`. Errors come in the API's envelope: 404
/// for an unknown URL or invite, 405 with Allow, 400 for a body that is wrong, 409
/// `invite_not_pending`. Faults that this server cannot deliver are refused.
http::Response Answer(std::string_view method, const http::Target& target, std::string_view body,
                      tenant::Tenant& tenant, const ServerFacts& facts);

}  // namespace invitro::control
