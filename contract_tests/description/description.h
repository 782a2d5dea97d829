#pragma once

// What an OpenAPI description says of the invites operations, as a plain value.

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "contract_tests/description/schema.h"

namespace invitro::description {

struct Response {
  std::string rule;
  bool documented = true;      // false: marked with x-standing
  std::optional<Fields> body;  // nullopt: no JSON
};

struct RequestBody {
  bool required = false;
  std::optional<Fields> fields;  // nullopt: no JSON
};

struct Operation {
  std::string name;                         // "GET /organization/invites/{invite_id}"
  std::string rule;                         // "" in a foreign description
  std::map<std::string, Field> parameters;  // by "'limit' (query)"
  std::optional<RequestBody> request;
  std::map<std::string, Response> responses;  // by status, as it is written
};

/// The path below the base URL with "{}" for each parameter, and the method in capitals.
using OperationKey = std::pair<std::string, std::string>;

struct Description {
  std::map<OperationKey, Operation> operations;
};

/// Reads the operations at and below …/organization/invites, whatever stands before that. The error
/// is one phrase: the document is not OpenAPI 3, has no such operation, or says something of them
/// that cannot be read.
tl::expected<Description, std::string> ReadDescription(const Json& document);

}  // namespace invitro::description
