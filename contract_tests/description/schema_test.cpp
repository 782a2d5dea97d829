#include "contract_tests/description/schema.h"

#include <gtest/gtest.h>

#include <chrono>

#include "contract_tests/description/document.h"

namespace invitro::description {
namespace {

/// One field in a line: "integer? required [1 2] (RULE)", where '?' stands for nullable.
std::string Line(const std::string& path, const Field& field) {
  std::string line = path + ":";
  for (const std::string& type : field.types) line += " " + type;
  if (field.nullable) line += "?";
  if (field.required) line += " required";
  if (!field.documented) line += " undocumented";
  if (field.values) {
    line += " [";
    for (const std::string& value : *field.values) line += " " + value;
    line += " ]";
  }
  return field.rule.empty() ? line : line + " (" + field.rule + ")";
}

/// The fields of the schema "S" of these schemas, one a line, or the error.
std::string FieldsOf(const std::string& schemas, const std::string& rule = "") {
  const Json document = {{"schemas", Json::parse(schemas)}};
  SchemaReader reader(document);
  const auto fields = reader.Read(document["schemas"]["S"], rule);
  if (!fields) return "error: " + fields.error();
  std::string lines;
  for (const auto& [path, field] : *fields) lines += Line(path, field) + "\n";
  return lines;
}

TEST(Schema, FieldsAreNamedByTheirPath) {
  EXPECT_EQ(FieldsOf(R"({"S": {"type": "object", "required": ["data"], "properties": {
             "data": {"type": "array", "items": {"type": "object", "required": ["id"],
              "properties": {"id": {"type": "string"}}}},
             "more": {"type": "boolean"}}}})"),
            ": object\n"
            "data: array required\n"
            "data[]: object\n"
            "data[].id: string required\n"
            "more: boolean\n");
}

TEST(Schema, ReferencesAreFollowedInChains) {
  EXPECT_EQ(FieldsOf(R"({"S": {"$ref": "#/schemas/A"}, "A": {"$ref": "#/schemas/B~1%7Bx%7D"},
             "B/{x}": {"type": "integer"}})"),
            ": integer\n");
}

TEST(Schema, ReferencesThatLeadNowhereAreErrors) {
  EXPECT_EQ(FieldsOf(R"({"S": {"$ref": "#/schemas/A"}})"), "error: it has no '#/schemas/A'");
  EXPECT_EQ(FieldsOf(R"({"S": {"$ref": "other.yaml#/A"}})"),
            "error: it refers to another document: 'other.yaml#/A'");
}

TEST(Schema, CyclesEndWhereTheyRecur) {
  EXPECT_EQ(FieldsOf(R"({"S": {"$ref": "#/schemas/A"}, "A": {"type": "object", "properties": {
             "parent": {"$ref": "#/schemas/A"}, "children": {"items": {"$ref": "#/schemas/A"}}}}})"),
            ": object\n"
            "children: array\n"
            "children[]: object\n"
            "parent: object\n");
  EXPECT_EQ(FieldsOf(R"({"S": {"$ref": "#/schemas/A"}, "A": {"$ref": "#/schemas/S"}})"), ":\n");
}

TEST(Schema, EveryWayToAllowNullIsTheSame) {
  for (const char* const schema :
       {R"({"type": ["string", "null"]})", R"({"type": "string", "nullable": true})",
        R"({"anyOf": [{"type": "string"}, {"type": "null"}]})",
        R"({"oneOf": [{"type": "null"}, {"type": "string"}]})",
        R"({"oneOf": [{"type": null}, {"type": "string"}]})",
        R"({"allOf": [{"type": "string"}], "nullable": true})"}) {
    EXPECT_EQ(FieldsOf("{\"S\": " + std::string(schema) + "}"), ": string?\n") << schema;
  }
}

TEST(Schema, NullIsNoValueOfAnEnum) {
  for (const char* const schema :
       {R"({"type": ["string", "null"], "enum": ["a", null]})", R"({"enum": ["a", null]})",
        R"({"type": "string", "nullable": true, "enum": ["a"]})",
        R"({"anyOf": [{"type": "null"}, {"const": "a"}]})"}) {
    EXPECT_EQ(FieldsOf("{\"S\": " + std::string(schema) + "}"), ": string? [ \"a\" ]\n") << schema;
  }
}

TEST(Schema, AllOfCombinesItsParts) {
  EXPECT_EQ(FieldsOf(R"({"S": {"allOf": [{"$ref": "#/schemas/A"}, {"required": ["a"]},
             {"properties": {"b": {"type": "number", "enum": [1, 2]}}},
             {"properties": {"b": {"type": "integer", "enum": [2, 3]}}}]},
             "A": {"type": "object", "properties": {"a": {"type": "string"}}}})"),
            ": object\n"
            "a: string required\n"
            "b: integer [ 2 ]\n");
}

TEST(Schema, AnyOfAllowsEveryBranch) {
  EXPECT_EQ(FieldsOf(R"({"S": {"anyOf": [
             {"type": "object", "required": ["a", "b"], "properties": {
              "a": {"const": 1}, "b": {"type": "string"}}},
             {"type": "object", "required": ["a"], "properties": {"a": {"enum": [1, 2]}}},
             {"type": "string"}]}})"),
            ": object string\n"
            "a: integer required [ 1 2 ]\n"
            "b: string\n");
}

TEST(Schema, ABranchThatIsNoObjectRequiresNothing) {
  EXPECT_EQ(FieldsOf(R"({"S": {"type": "object", "properties": {"error": {"anyOf": [
             {"type": "string"},
             {"type": "object", "required": ["code"], "properties": {"code": {}}}]}}}})"),
            ": object\n"
            "error: object string\n"
            "error.code: required\n");
}

TEST(Schema, AnOpenBranchLeavesNoEnum) {
  EXPECT_EQ(FieldsOf(R"({"S": {"anyOf": [{"type": "string"}, {"enum": ["a"]}]}})"), ": string\n");
}

TEST(Schema, StandingsAndRulesAreRead) {
  EXPECT_EQ(FieldsOf(R"({"S": {"type": "object", "x-rule": "R-1", "required": ["id"],
             "properties": {"id": {"type": "string"}, "old": {"type": "object", "x-standing": "twin",
              "properties": {"x": {"type": "string"}}},
              "items": {"x-rule": "R-2", "items": {"$ref": "#/schemas/A"}}},
             "anyOf": [{"required": ["new"]}, {"required": ["old"], "x-standing": "likely"}]},
             "A": {"x-rule": "R-3", "properties": {"x": {"type": "string"}}}})",
                     "R-0"),
            ": object (R-1)\n"
            "id: string required (R-1)\n"
            "items: array (R-2)\n"
            "items[]: object (R-3)\n"
            "items[].x: string (R-3)\n"
            "new: required (R-1)\n"
            "old: object undocumented (R-1)\n"
            "old.x: string undocumented (R-1)\n");
  EXPECT_EQ(FieldsOf(R"({"S": {"type": "string"}})", "R-0"), ": string (R-0)\n");
}

TEST(Schema, SchemasThatDoubleEndWithAnError) {
  for (const std::string keyword : {"allOf", "anyOf", "properties"}) {
    Json schemas = {{"S", {{"$ref", "#/schemas/0"}}}};
    for (int i = 0; i < 40; ++i) {
      const Json next = {{"$ref", "#/schemas/" + std::to_string(i + 1)}};
      const Json two = keyword == "properties" ? Json{{"a", next}, {"b", next}} : Json{next, next};
      schemas[std::to_string(i)] = {{keyword, two}};
    }
    schemas["40"] = {{"type", "string"}};
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(FieldsOf(schemas.dump()), "error: its schemas expand to more than 64 MiB") << keyword;
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(30)) << keyword;
  }
}

TEST(Schema, SchemasThatAreTooDeepAreErrors) {
  Json schemas = {{"S", {{"$ref", "#/schemas/0"}}}};
  for (int i = 0; i < 120; ++i) {
    schemas[std::to_string(i)] = {{"$ref", "#/schemas/" + std::to_string(i + 1)}};
  }
  EXPECT_EQ(FieldsOf(schemas.dump()), "error: its schemas are nested more than 100 levels deep");
}

TEST(Schema, ManyBranchesWithManyFieldsEndWithAnError) {
  Json branches = Json::array();
  for (int i = 0; i < 20'000; ++i) branches.push_back({{"required", {std::to_string(i)}}});
  const Json schemas = {{"S", {{"anyOf", branches}}}};
  EXPECT_EQ(FieldsOf(schemas.dump()), "error: its schemas expand to more than 64 MiB");
}

TEST(Schema, NamesThatAreTooLongAreErrors) {
  const auto fields_of = [](std::size_t size) {
    const Json schema = {{"type", "object"}, {"properties", {{std::string(size, '.'), true}}}};
    return FieldsOf(Json({{"S", schema}}).dump());
  };
  EXPECT_TRUE(fields_of(4096).starts_with(": object\n"));
  EXPECT_EQ(fields_of(4097), "error: the name of a field is longer than 4096 bytes");
}

TEST(Schema, WhatIsNoSchemaIsAnError) {
  EXPECT_EQ(FieldsOf(R"({"S": {"allOf": ["string"]}})"), "error: a schema is not an object");
  EXPECT_EQ(FieldsOf(R"({"S": true})"), ":\n");
}

}  // namespace
}  // namespace invitro::description
