#pragma once

// The API's refusals: what they say and the envelope they say it in. Pure; safe from any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_server/http/message.h"
#include "mock_server/organization/organization.h"

namespace invitro::api {

struct Error {
  int status = 400;
  std::string message = {};
  std::optional<std::string> param = {};  // the initializers let callers name only what they set
  std::optional<std::string> code = {};
  std::string type = "invalid_request_error";
  std::vector<http::HeaderField> headers = {};
  bool as_text = false;  // written as {"error": message}, without the envelope
};

/// `error` in the envelope {"error": {"message", "type", "param", "code"}}, or as a bare text where
/// it says so. Rule INV-ERR-01.
http::Response ToResponse(Error error);

/// Text from a request as an error may quote it: clipped to 100 bytes.
std::string Quoted(std::string_view text);

/// What the caller is told of a domain's refusal; `subject` is the id, cursor or address it is
/// about.
Error FromRefusal(organization::Refusal refusal, std::string_view subject,
                  const organization::Policies& policies);

Error MissingParameter(std::string param);
Error WrongType(std::string param, std::string_view expected, std::string_view got);
Error UnknownUrl(std::string_view method, std::string_view path);
Error WrongMethod(std::string_view method, std::string_view path, std::string allow);
/// `retry_after_s`: whole seconds until the next request is admitted, 1 or more. Clients parse them
/// from the message. Rules INV-RATE-01, -02.
Error RateLimited(std::int64_t retry_after_s, const organization::Policies& policies);

}  // namespace invitro::api
