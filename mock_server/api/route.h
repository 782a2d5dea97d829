#pragma once

// Which of the four operations a request means. Pure; safe from any thread.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/api/error.h"
#include "mock_server/http/target.h"
#include "mock_server/tenant/operation.h"

namespace invitro::api {

struct Route {
  tenant::Operation operation;
  std::string invite_id;  // of retrieve and delete
};

/// The operations stand under /v1/organization/invites and, for clients whose base URL has no
/// version, under /organization/invites. The errors: 404 for another URL, 405 with Allow for
/// another method. Rules INV-ERR-02, -03.
tl::expected<Route, Error> FindRoute(std::string_view method, const http::Target& target);

}  // namespace invitro::api
