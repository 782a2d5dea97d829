#pragma once

// Follows the references ($ref) of a description.

#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>

namespace invitro::description {

using Json = nlohmann::json;

/// The value that a reference such as "#/components/schemas/Invite" names in `document`, which must
/// outlive it. The error is one phrase: there is no such value, or it is in another document.
tl::expected<const Json*, std::string> FindReference(const Json& document,
                                                     const std::string& reference);

/// `value`, or what its $ref names, followed until a value has no $ref. It fails as FindReference
/// does, and after 100 references.
tl::expected<const Json*, std::string> Resolve(const Json& document, const Json& value);

/// The member `name` of an object, or nullptr if there is none, or `value` is not an object.
const Json* Member(const Json& value, const char* name);

/// The member `name` of an object if it is a string, or else "".
std::string Text(const Json& value, const char* name);

}  // namespace invitro::description
