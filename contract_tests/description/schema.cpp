#include "contract_tests/description/schema.h"

#include <utility>

#include "contract_tests/description/limits.h"
#include "contract_tests/description/merge.h"
#include "contract_tests/description/references.h"

namespace invitro::description {
namespace {

constexpr const char* kNull = "null";

std::string AsText(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The name that JSON Schema has for the type of a value.
std::string TypeOf(const Json& value) {
  if (value.is_number_integer()) return "integer";
  return value.type_name();
}

/// The types that the schema itself states; empty if it states none.
std::set<std::string> StatedTypes(const Json& schema) {
  std::set<std::string> types;
  const auto add = [&types](const Json& type) {
    if (type.is_string()) types.insert(type.get<std::string>());
    if (type.is_null()) types.insert(kNull);  // YAML's `type: null`, without quotes
  };
  const Json* const type = Member(schema, "type");
  if (type == nullptr) return types;
  if (!type->is_array()) add(*type);
  if (type->is_array()) {
    for (const Json& each : *type) add(each);
  }
  return types;
}

std::optional<std::set<std::string>> StatedValues(const Json& schema) {
  if (const Json* const value = Member(schema, "const")) return std::set{AsText(*value)};
  const Json* const list = Member(schema, "enum");
  if (list == nullptr || !list->is_array()) return std::nullopt;
  std::set<std::string> values;
  for (const Json& value : *list) values.insert(AsText(value));
  return values;
}

/// The types that follow from the other keywords of a schema without `type`.
std::set<std::string> InferTypes(const Json& schema) {
  if (schema.contains("properties")) return {"object"};
  if (schema.contains("items")) return {"array"};
  if (const Json* const value = Member(schema, "const")) return {TypeOf(*value)};
  std::set<std::string> types;
  const Json* const list = Member(schema, "enum");
  if (list == nullptr || !list->is_array()) return types;
  for (const Json& value : *list) types.insert(TypeOf(value));
  return types;
}

/// What a schema says of the value itself, its sub-schemas apart.
Field OwnField(const Json& schema) {
  Field field;
  field.types = StatedTypes(schema);
  if (field.types.empty()) field.types = InferTypes(schema);
  field.values = StatedValues(schema);
  if (const Json* const value = Member(schema, "default")) field.default_value = AsText(*value);
  field.rule = Text(schema, "x-rule");
  return field;
}

/// Separates null from the other types and values, and fills in the rules.
void Finish(Fields& fields, const std::string& rule) {
  for (auto& [path, field] : fields) {
    if (field.types.size() > 1) field.nullable = field.types.erase(kNull) > 0;
    if (field.types.contains("number")) field.types.erase("integer");
    if (field.values && field.types != std::set<std::string>{kNull}) field.values->erase(kNull);
    if (!field.rule.empty()) continue;
    field.rule = path.empty() ? rule : fields.at(ParentIn(fields, path)).rule;
  }
}

/// Adds the fields of a member or an item, whose paths begin with `path`.
void Graft(Fields& fields, const std::string& path, const Fields& child) {
  for (const auto& [rest, field] : child) {
    const bool joined = rest.empty() || rest.starts_with('[');
    fields.insert_or_assign(joined ? path + rest : path + "." + rest, field);
  }
}

/// About the bytes of memory that a field needs.
std::size_t SizeOf(const Field& field) {
  constexpr std::size_t kOfAnEntry = 64;
  std::size_t size = kOfAnEntry;
  for (const std::string& type : field.types) size += kOfAnEntry + type.size();
  if (field.default_value) size += field.default_value->size();
  if (!field.values) return size;
  for (const std::string& value : *field.values) size += kOfAnEntry + value.size();
  return size;
}

}  // namespace

std::string ParentIn(const Fields& fields, const std::string& path) {
  std::string parent = path;
  while (!parent.empty()) {
    const std::size_t end = parent.find_last_of(".[");
    parent.resize(end == std::string::npos ? 0 : end);
    if (fields.contains(parent)) break;
  }
  return parent;
}

tl::expected<Fields, std::string> SchemaReader::Read(const Json& schema, const std::string& rule) {
  Fields fields = Walk(schema);
  if (!error_.empty()) return tl::unexpected(error_);
  Finish(fields, rule);
  return fields;
}

Fields SchemaReader::Fail(std::string error) {
  if (error_.empty()) error_ = std::move(error);
  return {{"", {}}};
}

Fields SchemaReader::Walk(const Json& schema) {
  if (!error_.empty() || schema.is_boolean()) return {{"", {}}};
  if (!schema.is_object()) return Fail("a schema is not an object");
  if (depth_ == kMaxSchemaDepth) {
    return Fail("its schemas are nested more than " + std::to_string(kMaxSchemaDepth) +
                " levels deep");
  }
  ++depth_;
  Fields fields = WalkObject(schema);
  --depth_;
  for (const auto& [path, field] : fields) {
    if (path.size() > kMaxPathBytes) return Fail("the name of a field is longer than 4096 bytes");
    bytes_ += path.size() + SizeOf(field);
  }
  if (bytes_ > kMaxSchemaBytes) return Fail("its schemas expand to more than 64 MiB");
  return fields;
}

Fields SchemaReader::WalkObject(const Json& schema) {
  Fields fields = {{"", OwnField(schema)}};
  AddProperties(schema, fields);
  if (schema.contains("$ref")) MeetFields(fields, Follow(Text(schema, "$ref")));
  if (const Json* const all = Member(schema, "allOf")) {
    for (const Json& part : *all) MeetFields(fields, Walk(part));
  }
  for (const char* const keyword : {"anyOf", "oneOf"}) {
    if (const Json* const branches = Member(schema, keyword)) {
      MeetFields(fields, Branches(*branches));
    }
  }
  // OpenAPI 3.0. Beside allOf it is meant to make the whole nullable, though no allOf could say so.
  const Json* const nullable = Member(schema, "nullable");
  if (nullable != nullptr && *nullable == true && !fields[""].types.empty()) {
    fields[""].types.insert(kNull);
  }
  return fields;
}

Fields SchemaReader::Follow(const std::string& reference) {
  const auto target = FindReference(document_, reference);
  if (!target) return Fail(target.error());
  const bool recurs = !active_.insert(reference).second;
  if (recurs) {
    Field cut;
    cut.types = StatedTypes(**target);
    return {{"", cut}};
  }
  Fields fields = Walk(**target);
  active_.erase(reference);
  return fields;
}

Fields SchemaReader::Branches(const Json& branches) {
  std::vector<Fields> read;
  for (const Json& branch : branches) {
    if (Member(branch, "x-standing") == nullptr) read.push_back(Walk(branch));
  }
  // Every field is looked up in every branch.
  for (const Fields& fields : read) bytes_ += fields.size() * read.size();
  if (bytes_ > kMaxSchemaBytes) return Fail("its schemas expand to more than 64 MiB");
  return UniteFields(read);
}

void SchemaReader::AddProperties(const Json& schema, Fields& fields) {
  const Json* const properties = Member(schema, "properties");
  if (properties != nullptr && properties->is_object()) {
    for (const auto& [name, property] : properties->items()) {
      Fields child = Walk(property);
      if (property.contains("x-standing")) {
        for (auto& [path, field] : child) field.documented = false;
      }
      Graft(fields, name.empty() ? "''" : name, child);
    }
  }
  const Json* const items = Member(schema, "items");
  if (items != nullptr && !items->is_array()) Graft(fields, "[]", Walk(*items));
  const Json* const required = Member(schema, "required");
  if (required == nullptr || !required->is_array()) return;
  for (const Json& name : *required) {
    if (name.is_string()) fields[name.get<std::string>()].required = true;
  }
}

}  // namespace invitro::description
