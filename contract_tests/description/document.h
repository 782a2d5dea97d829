#pragma once

// Parses the text of a description, JSON or YAML, into one JSON value.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace invitro::description {

using Json = nlohmann::json;

/// Text whose first character is '{' or '[' is JSON, everything else YAML. Every error is one
/// phrase that begins with "it": the text is malformed or exceeds a limit of limits.h.
tl::expected<Json, std::string> ParseDocument(std::string_view text);

/// As ParseDocument, for text that is YAML 1.2: plain scalars become null, booleans and numbers as
/// the core schema says, keys are always strings. Merge keys ("<<") are keys as any other. It holds
/// one document; a second one is an error.
tl::expected<Json, std::string> ParseYaml(std::string_view text);

/// The value of a plain YAML scalar by the core schema. What JSON cannot hold (.inf, .nan) stays a
/// string.
Json ResolvePlainScalar(const std::string& text);

}  // namespace invitro::description
