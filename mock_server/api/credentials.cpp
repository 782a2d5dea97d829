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

Error MissingScope(std::string_view method, organization::WrongScope policy) {
  const std::string scope = method == "GET" ? "api.management.read" : "api.management.write";
  return {.status = policy == organization::WrongScope::k401 ? 401 : 403,
          .message = "You have insufficient permissions for this operation. Missing scopes: " +
                     scope + ". Only an admin key can manage invites."};
}

std::optional<std::string_view> KeyOf(const http::Request& request) {
  const auto header = request.Header("authorization");
  return header ? BearerToken(*header) : std::nullopt;
}

}  // namespace

tl::expected<std::string_view, KeyFault> KeyRing::Judge(const http::Request& request) const {
  const auto key = KeyOf(request);
  if (!key) return tl::unexpected(KeyFault::kNone);
  if (std::ranges::find(revoked, *key) != revoked.end()) {
    return tl::unexpected(KeyFault::kIncorrect);
  }
  if (LacksAdminScope(*key)) return tl::unexpected(KeyFault::kNotAdmin);
  if (only && *only != *key) return tl::unexpected(KeyFault::kIncorrect);
  return *key;
}

Error FromKeyFault(KeyFault fault, const http::Request& request,
                   const organization::Policies& policies) {
  switch (fault) {
    case KeyFault::kNone:
      return NoKey();
    case KeyFault::kIncorrect:
      return IncorrectKey(KeyOf(request).value_or(""));
    case KeyFault::kNotAdmin:
      return MissingScope(request.method, policies.wrong_scope);
  }
  return NoKey();
}

}  // namespace invitro::api
