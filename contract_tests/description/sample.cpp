#include "contract_tests/description/sample.h"

#include <gtest/gtest.h>

#include "contract_tests/description/document.h"
#include "contract_tests/fixtures_embedded.h"

namespace invitro::description {
namespace {

constexpr const char* kPaths = R"({
 "/organization/invites": {
  "get": {
   "operationId": "list-invites",
   "parameters": [
    {"name": "limit", "in": "query", "required": false,
     "description": "How long a page is.", "schema": {"type": "integer", "default": 20}},
    {"name": "after", "in": "query", "schema": {"type": "string"}}
   ],
   "responses": {"200": {"$ref": "#/components/responses/List"},
    "400": {"$ref": "#/components/responses/Refused"},
    "403": {"$ref": "#/components/responses/Forbidden"},
    "404": {"$ref": "#/components/responses/Refused"},
    "429": {"$ref": "#/components/responses/Refused"}}
  },
  "post": {
   "operationId": "inviteUser",
   "requestBody": {"required": true, "content": {"application/json":
    {"schema": {"$ref": "#/components/schemas/InviteRequest"}}}},
   "responses": {"200": {"$ref": "#/components/responses/One"},
    "201": {"$ref": "#/components/responses/One"},
    "400": {"$ref": "#/components/responses/Refused"},
    "403": {"$ref": "#/components/responses/Forbidden"},
    "429": {"$ref": "#/components/responses/Refused"}}
  }
 },
 "/organization/invites/{invite_id}": {
  "get": {
   "operationId": "retrieve-invite",
   "parameters": [
    {"name": "invite_id", "in": "path", "required": true, "schema": {"type": "string"}}],
   "responses": {"200": {"$ref": "#/components/responses/One"},
    "400": {"$ref": "#/components/responses/Refused"},
    "403": {"$ref": "#/components/responses/Forbidden"},
    "404": {"$ref": "#/components/responses/Refused"},
    "429": {"$ref": "#/components/responses/Refused"},
    "500": {"$ref": "#/components/responses/Refused"}}
  },
  "delete": {
   "operationId": "delete-invite",
   "parameters": [
    {"name": "invite_id", "in": "path", "required": true, "schema": {"type": "string"}}],
   "responses": {
    "200": {"description": "It is gone.", "content": {"application/json":
     {"schema": {"$ref": "#/components/schemas/InviteDeleteResponse"}}}},
    "400": {"$ref": "#/components/responses/Refused"},
    "403": {"$ref": "#/components/responses/Forbidden"},
    "404": {"$ref": "#/components/responses/Refused"},
    "429": {"$ref": "#/components/responses/Refused"}}
  }
 },
 "/organization/projects": {"get": {"responses": {"200": {"description": "Not of invites."}}}}
})";

constexpr const char* kResponses = R"({
 "List": {"description": "A page.", "content": {"application/json":
  {"schema": {"$ref": "#/components/schemas/InviteListResponse"}}}},
 "One": {"description": "An invite.", "content": {"application/json":
  {"schema": {"$ref": "#/components/schemas/Invite"}}}},
 "Refused": {"description": "It was refused.", "content": {"application/json":
  {"schema": {"$ref": "#/components/schemas/ErrorResponse"}}}},
 "Forbidden": {"description": "A scope is missing.", "content": {"application/json":
  {"schema": {"$ref": "#/components/schemas/PermissionErrorResponse"}}}}
})";

constexpr const char* kSchemas = R"({
 "Invite": {
  "type": "object",
  "properties": {
   "object": {"type": "string", "enum": ["organization.invite"]},
   "id": {"type": "string"},
   "email": {"type": "string"},
   "role": {"type": "string", "enum": ["owner", "reader"]},
   "status": {"type": "string", "enum": ["accepted", "expired", "pending"]},
   "created_at": {"type": "integer", "format": "unixtime"},
   "expires_at": {"anyOf": [{"type": "integer", "format": "unixtime"}, {"type": "null"}]},
   "accepted_at": {"anyOf": [{"type": "integer", "format": "unixtime"}, {"type": "null"}]},
   "projects": {"type": "array", "items": {"type": "object",
    "properties": {
     "id": {"type": "string"}, "role": {"type": "string", "enum": ["member", "owner"]}},
    "required": ["id", "role"]}}
  },
  "required": ["object", "id", "email", "role", "status", "created_at", "projects"]
 },
 "InviteRequest": {
  "type": "object",
  "properties": {
   "email": {"type": "string"},
   "role": {"type": "string", "enum": ["reader", "owner"]},
   "projects": {"type": "array", "items": {"type": "object",
    "properties": {
     "id": {"type": "string"}, "role": {"type": "string", "enum": ["member", "owner"]}},
    "required": ["id", "role"]}}
  },
  "required": ["email", "role"]
 },
 "InviteListResponse": {
  "type": "object",
  "properties": {
   "object": {"type": "string", "enum": ["list"]},
   "data": {"type": "array", "items": {"$ref": "#/components/schemas/Invite"}},
   "first_id": {"anyOf": [{"type": "string"}, {"type": "null"}]},
   "last_id": {"anyOf": [{"type": "string"}, {"type": "null"}]},
   "has_more": {"type": "boolean"}
  },
  "required": ["object", "data", "has_more"]
 },
 "InviteDeleteResponse": {
  "type": "object",
  "properties": {
   "object": {"type": "string", "enum": ["organization.invite.deleted"]},
   "id": {"type": "string"},
   "deleted": {"type": "boolean"}
  },
  "required": ["object", "id", "deleted"]
 },
 "Error": {
  "type": "object",
  "properties": {
   "code": {"anyOf": [{"type": "string"}, {"type": "null"}]},
   "message": {"type": "string"},
   "param": {"anyOf": [{"type": "string"}, {"type": "null"}]},
   "type": {"type": "string"}
  },
  "required": ["type", "message", "param", "code"]
 },
 "ErrorResponse": {
  "type": "object",
  "properties": {"error": {"$ref": "#/components/schemas/Error"}},
  "required": ["error"]
 },
 "PermissionErrorResponse": {
  "type": "object",
  "properties": {
   "error": {"anyOf": [{"$ref": "#/components/schemas/Error"}, {"type": "string"}]}},
  "required": ["error"]
 }
})";

std::vector<std::string> DifferencesOfText(const std::string& text) {
  const auto read = [](std::string_view each) {
    return ParseDocument(each).and_then(ReadDescription);
  };
  const auto theirs = read(text);
  if (!theirs) return {"error: " + theirs.error()};
  const auto ours = read(contract::kOpenApi);
  if (!ours) return {"error in ours: " + ours.error()};
  std::vector<std::string> lines;
  for (const Difference& difference : Compare(*ours, *theirs)) {
    lines.push_back(difference.rule + "  " + difference.text);
  }
  return lines;
}

void WriteYaml(const Json& value, const std::string& indent, std::string& to) {
  if (!value.is_structured() || value.empty()) {
    to += " " + value.dump() + "\n";  // in one line, JSON is YAML
    return;
  }
  to += "\n";
  for (const auto& [key, child] : value.items()) {
    const bool plain = key.find_first_not_of("0123456789") == std::string::npos;
    to += indent;
    to += value.is_array() ? "-" : (plain ? key : Json(key).dump()) + ":";
    WriteYaml(child, indent + "  ", to);
  }
}

}  // namespace

Json Sample() {
  return {
      {"openapi", "3.1.0"},
      {"info", {{"title", "A small copy"}, {"version", "1"}}},
      {"paths", Json::parse(kPaths)},
      {"components", {{"responses", Json::parse(kResponses)}, {"schemas", Json::parse(kSchemas)}}}};
}

std::string ToYaml(const Json& value) {
  std::string text = "# A comment.\n---";
  WriteYaml(value, "", text);
  return text;
}

std::vector<std::string> DifferencesOf(const Json& theirs) {
  std::vector<std::string> lines = DifferencesOfText(theirs.dump());
  EXPECT_EQ(DifferencesOfText(ToYaml(theirs)), lines);
  return lines;
}

void ExpectDifferences(const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    SCOPED_TRACE(change.name);
    EXPECT_EQ(DifferencesOf(Sample().patch(Json::parse(change.patch))), change.lines);
  }
}

}  // namespace invitro::description
