#pragma once

// For tests: a small description with the structure of OpenAI's, in words of our own.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "contract_tests/description/compare.h"

namespace invitro::description {

using Json = nlohmann::json;

/// Says the same as fixtures/openapi.json, apart from what is marked with x-standing there.
Json Sample();

/// The same value as YAML, with numbers, booleans and statuses as plain scalars.
std::string ToYaml(const Json& value);

/// What Compare() finds between fixtures/openapi.json and `theirs`, as "RULE  text", or the one
/// line "error: …". The test fails if `theirs` as JSON and as YAML give different lines.
std::vector<std::string> DifferencesOf(const Json& theirs);

struct Change {
  const char* name;
  const char* patch;               // a JSON Patch of Sample(), in JSON
  std::vector<std::string> lines;  // what DifferencesOf() must give
};

/// Fails the test for each change that gives other lines.
void ExpectDifferences(const std::vector<Change>& changes);

}  // namespace invitro::description
