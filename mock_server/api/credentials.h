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
  kNoScope,    // it may not do this: INV-KEY-04, -09
};

/// What a key may do. Writing does not imply reading.
enum class Scopes { kAll, kReadOnly, kWriteOnly };

/// The bearer of an accepted key. The views live as long as the request and the key ring.
struct Caller {
  std::string_view key;           // as sent
  std::string_view organization;  // the admin key that names the organization
  Scopes scopes = Scopes::kAll;
};

struct KeyRing {
  std::string default_key = {};  // names the organization of the keys with one scope
  std::vector<std::string> revoked = {};
  std::optional<std::string> only = {};  // if set, every other key with all scopes is incorrect
  std::vector<std::string> read_only = {};
  std::vector<std::string> write_only = {};

  /// The caller, whatever the request does. Errors: kNone, kIncorrect, and kNoScope for the key of
  /// a project or a service account. Rules INV-KEY-01 to -04.
  tl::expected<Caller, KeyFault> Authenticate(const http::Request& request) const;
};

/// `caller`, unless the key lacks the scope that the method needs: reading for GET, writing for the
/// others; then kNoScope. Rule INV-KEY-09.
tl::expected<Caller, KeyFault> Authorize(const tl::expected<Caller, KeyFault>& caller,
                                         std::string_view method);

/// The refusal: 401, or for a missing scope the status and form that the policies name. The key is
/// redacted. Rules INV-KEY-01 to -04, -06, -08.
Error FromKeyFault(KeyFault fault, const http::Request& request,
                   const organization::Policies& policies);

}  // namespace invitro::api
