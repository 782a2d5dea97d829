#include "mock_server/api/error.h"

#include <utility>

#include "mock_server/api/json_text.h"

namespace invitro::api {
namespace {

using organization::Policies;
using organization::Refusal;

int DuplicateStatus(organization::Duplicate policy) {
  switch (policy) {
    case organization::Duplicate::kReject409:
      return 409;
    case organization::Duplicate::kReject400:
    case organization::Duplicate::kAllow:  // then it is not refused
      return 400;
  }
  return 400;
}

int DeleteAcceptedStatus(organization::DeleteAcceptedStatus policy) {
  switch (policy) {
    case organization::DeleteAcceptedStatus::k400:
      return 400;
    case organization::DeleteAcceptedStatus::k403:
      return 403;
    case organization::DeleteAcceptedStatus::k409:
      return 409;
    case organization::DeleteAcceptedStatus::k422:
      return 422;
  }
  return 400;
}

Error AlreadyAccepted(const Policies& policies) {
  Error error{.status = DeleteAcceptedStatus(policies.delete_accepted_status),
              .message = "This invite was already accepted and cannot be deleted."};
  switch (policies.delete_accepted_code) {
    case organization::DeleteAcceptedCode::kNone:
      break;
    case organization::DeleteAcceptedCode::kInviteAlreadyAccepted:
      error.code = "invite_already_accepted";
      break;
  }
  return error;
}

int UnknownCursorStatus(organization::UnknownCursor policy) {
  switch (policy) {
    case organization::UnknownCursor::kReject400:
      return 400;
    case organization::UnknownCursor::kReject404:
    case organization::UnknownCursor::kEmptyPage:  // then it is not refused
      return 404;
  }
  return 404;
}

}  // namespace

std::string Quoted(std::string_view text) {
  constexpr std::size_t kMost = 100;
  std::string quoted = "'" + std::string(text.substr(0, kMost));
  return quoted + (text.size() > kMost ? "…'" : "'");
}

http::Response ToResponse(Error error) {
  http::Response response{.status = error.status, .headers = std::move(error.headers)};
  const auto text_or_null = [&response](const std::optional<std::string>& text) {
    if (text) {
      AppendJsonString(response.body, *text);
    } else {
      response.body += "null";
    }
  };
  if (error.as_text) {
    response.body += R"({"error":)";
    AppendJsonString(response.body, error.message);
    response.body += "}";
    return response;
  }
  response.body += R"({"error":{"message":)";
  AppendJsonString(response.body, error.message);
  response.body += R"(,"type":)";
  AppendJsonString(response.body, error.type);
  response.body += R"(,"param":)";
  text_or_null(error.param);
  response.body += R"(,"code":)";
  text_or_null(error.code);
  response.body += "}}";
  return response;
}

Error FromRefusal(Refusal refusal, std::string_view subject, const Policies& policies) {
  switch (refusal) {
    case Refusal::kUnknownInvite:
      return {.status = 404,
              .message = "No such invite: " + Quoted(subject) + ".",
              .param = "invite_id"};
    case Refusal::kDuplicatePending:
      return {.status = DuplicateStatus(policies.duplicate_pending),
              .message = "An invite to this address is already pending: " + Quoted(subject) + ".",
              .param = "email"};
    case Refusal::kDuplicateAccepted:
      return {.status = DuplicateStatus(policies.duplicate_accepted),
              .message = "An invite to this address was already accepted: " + Quoted(subject) + ".",
              .param = "email"};
    case Refusal::kEmailSyntax:
      return {
          .message = "Invalid value for 'email': " + Quoted(subject) + " is not an e-mail address.",
          .param = "email",
          .code = "invalid_value"};
    case Refusal::kAlreadyAccepted:
      return AlreadyAccepted(policies);
    case Refusal::kExpiredKept:
      return {.message = "This invite has expired and cannot be deleted."};
    case Refusal::kNotPending:
      return {
          .status = 409,
          .message = "Only a pending invite can do that: " + Quoted(subject) + " is not pending.",
          .code = "invite_not_pending"};
    case Refusal::kUnknownCursor:
      return {.status = UnknownCursorStatus(policies.unknown_cursor),
              .message = "Resource not found: 'after' names no invite: " + Quoted(subject) + ".",
              .param = "after"};
    case Refusal::kIdTaken:
      return {.status = 409, .message = "The id " + Quoted(subject) + " is taken.", .param = "id"};
  }
  return {.status = 500, .message = "The server had an error.", .type = "server_error"};
}

Error MissingParameter(std::string param) {
  std::string message = "Missing required parameter: '" + param + "'.";
  return {.message = std::move(message),
          .param = std::move(param),
          .code = "missing_required_parameter"};
}

Error WrongType(std::string param, std::string_view expected, std::string_view got) {
  std::string message = "Invalid type for '" + param + "': expected " + std::string(expected) +
                        ", but got " + std::string(got) + " instead.";
  return {.message = std::move(message), .param = std::move(param), .code = "invalid_type"};
}

Error UnknownUrl(std::string_view method, std::string_view path) {
  return {.status = 404,
          .message = "Invalid URL (" + std::string(method.substr(0, 100)) + " " +
                     std::string(path.substr(0, 200)) + ")"};
}

Error WrongMethod(std::string_view method, std::string_view path, std::string allow) {
  return {.status = 405,
          .message = "Not allowed to " + std::string(method.substr(0, 100)) + " on " +
                     std::string(path.substr(0, 200)) + ". Allowed here: " + allow + ".",
          .code = "method_not_supported",
          .headers = {{"Allow", std::move(allow)}}};
}

Error RateLimited(std::int64_t retry_after_s, const Policies& policies) {
  // The recorded sentence: a client in the field reads the seconds from it.
  Error error{.status = 429,
              .message = "You've exceeded the rate limit, please slow down and try again after " +
                         std::to_string(retry_after_s) + ".000 seconds.",
              .code = "rate_limit_exceeded"};
  switch (policies.retry_after) {
    case organization::RetryAfter::kAbsent:
      break;
    case organization::RetryAfter::kPresent:
      error.headers.push_back({"Retry-After", std::to_string(retry_after_s)});
      break;
  }
  return error;
}

}  // namespace invitro::api
