#include "mock_server/api/credentials.h"

#include <algorithm>

#include "support/redact.h"

namespace invitro::api {
namespace {

/// What stands behind "Bearer ", without the spaces around it; nullopt if it is another scheme or
/// nothing.
std::optional<std::string_view> BearerToken(std::string_view header) {
  constexpr std::string_view kScheme = "bearer ";
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  if (header.size() < kScheme.size() ||
      !std::ranges::equal(header.substr(0, kScheme.size()), kScheme, same)) {
    return std::nullopt;
  }
  std::string_view token = header.substr(kScheme.size());
  const std::size_t first = token.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  return token.substr(first, token.find_last_not_of(" \t") - first + 1);
}

bool LacksAdminScope(std::string_view key) {
  return key.starts_with("sk-proj-") || key.starts_with("sk-svcacct-");
}

Error NoKey() {
  return {.status = 401,
          .message =
              "You didn't provide an API key. You need to provide your API key in an "
              "Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."};
}

Error IncorrectKey(std::string_view key) {
  return {.status = 401,
          .message = "Incorrect API key provided: " + RedactKey(key) + ".",
          .code = "invalid_api_key"};
}

Error MissingScope(std::string_view method, const organization::Policies& policies) {
  const std::string scope = method == "GET" ? "api.management.read" : "api.management.write";
  Error error{.status = 403,
              .message = "You have insufficient permissions for this operation. Missing scopes: " +
                         scope + ". Use an admin key that has them."};
  switch (policies.wrong_scope) {
    case organization::WrongScope::k401:
      error.status = 401;
      break;
    case organization::WrongScope::k403:  // alone may be a bare text
      error.as_text = policies.permission_error_form == organization::PermissionErrorForm::kText;
      break;
  }
  return error;
}

std::optional<std::string_view> KeyOf(const http::Request& request) {
  const auto header = request.Header("authorization");
  return header ? BearerToken(*header) : std::nullopt;
}

}  // namespace

tl::expected<Caller, KeyFault> KeyRing::Authenticate(const http::Request& request) const {
  const auto key = KeyOf(request);
  if (!key) return tl::unexpected(KeyFault::kNone);
  const auto among = [&key](const std::vector<std::string>& keys) {
    return std::ranges::find(keys, *key) != keys.end();
  };
  if (among(revoked)) return tl::unexpected(KeyFault::kIncorrect);
  if (among(read_only)) return Caller{*key, default_key, Scopes::kReadOnly};
  if (among(write_only)) return Caller{*key, default_key, Scopes::kWriteOnly};
  if (LacksAdminScope(*key)) return tl::unexpected(KeyFault::kNoScope);
  if (only && *only != *key) return tl::unexpected(KeyFault::kIncorrect);
  return Caller{*key, *key, Scopes::kAll};
}

tl::expected<Caller, KeyFault> Authorize(const tl::expected<Caller, KeyFault>& caller,
                                         std::string_view method) {
  if (!caller) return caller;
  const bool reads = method == "GET";
  switch (caller->scopes) {
    case Scopes::kAll:
      return caller;
    case Scopes::kReadOnly:
      if (!reads) return tl::unexpected(KeyFault::kNoScope);
      return caller;
    case Scopes::kWriteOnly:
      if (reads) return tl::unexpected(KeyFault::kNoScope);
      return caller;
  }
  return caller;
}

Error FromKeyFault(KeyFault fault, const http::Request& request,
                   const organization::Policies& policies) {
  switch (fault) {
    case KeyFault::kNone:
      return NoKey();
    case KeyFault::kIncorrect:
      return IncorrectKey(KeyOf(request).value_or(""));
    case KeyFault::kNoScope:
      return MissingScope(request.method, policies);
  }
  return NoKey();
}

}  // namespace invitro::api
