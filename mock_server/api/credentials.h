#pragma once

// Who is asking: the Authorization header, judged. Pure but for what it is made with; safe from any
// thread.

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mock_server/api/error.h"
#include "mock_server/http/message.h"

namespace invitro::api {

/// What is wrong with a request's key.
enum class KeyFault {
  kNone,       // no header, another scheme than Bearer, or nothing behind it: INV-KEY-01, -02
  kIncorrect,  // revoked, or not the only one: INV-KEY-03
  kNotAdmin,   // a project's or a service account's: INV-KEY-04
};

struct KeyRing {
  std::vector<std::string> revoked;
  std::optional<std::string> only;  // if set, every other key is incorrect

  /// The admin key of the request: a view into it.
  tl::expected<std::string_view, KeyFault> Judge(const http::Request& request) const;
};

/// What the caller is told: 401, or what the policy says for a key without the scope. The key is
/// redacted.
Error FromKeyFault(KeyFault fault, const http::Request& request,
                   const organization::Policies& policies);

}  // namespace invitro::api
