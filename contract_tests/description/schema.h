#pragma once

// Turns the schemas of a description into flat lists of fields, so that two of them can be
// compared however they are written: with $ref, allOf, anyOf, oneOf, `nullable` or a null type.

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace invitro::description {

using Json = nlohmann::json;

struct Field {
  std::set<std::string> types;  // "string", "integer", "object"…; empty if the schema states none
  bool required = false;
  bool nullable = false;
  bool documented = true;                       // false: marked with x-standing
  std::optional<std::set<std::string>> values;  // of an enum, as JSON texts, without null
  std::optional<std::string> default_value;     // as JSON text
  std::string rule;                             // "INV-SHAPE-01"; "" in a foreign description
};

/// By path: "" is the value itself, "data" a member of it, "data[]" an item of an array and
/// "data[].id" a member of such an item. The fields of a recursive schema end where it recurs.
using Fields = std::map<std::string, Field>;

/// The nearest path above `path` that `fields` has. "" for "", and if there is no other.
std::string ParentIn(const Fields& fields, const std::string& path);

/// Reads the schemas of one document, which must outlive the reader. For one thread.
class SchemaReader {
 public:
  explicit SchemaReader(const Json& document) : document_(document) {}

  /// The fields of the values that fit `schema`. A field without an x-rule has the rule of what
  /// contains it, the outermost one `rule`. Branches of anyOf and oneOf with an x-standing are
  /// skipped. Of anyOf and oneOf every branch may apply: a field is required if no branch allows
  /// its absence. `not`, `if` and additionalProperties are ignored. The error is one phrase: a
  /// reference leads nowhere, or a limit of limits.h is exceeded.
  tl::expected<Fields, std::string> Read(const Json& schema, const std::string& rule);

 private:
  Fields Walk(const Json& schema);
  Fields WalkObject(const Json& schema);
  Fields Follow(const std::string& reference);
  Fields Branches(const Json& branches);
  void AddProperties(const Json& schema, Fields& fields);
  Fields Fail(std::string error);

  const Json& document_;
  std::set<std::string> active_;  // the references that are being followed
  std::size_t depth_ = 0;
  std::size_t bytes_ = 0;  // of the fields that every schema has given
  std::string error_;
};

}  // namespace invitro::description
