#include "contract_tests/description/compare_fields.h"

#include <gtest/gtest.h>

#include "contract_tests/description/sample.h"

namespace invitro::description {
namespace {

using Lines = std::vector<std::string>;

/// The line of a change in the response to a deletion.
std::string InDeletion(const std::string& change) {
  return "INV-SHAPE-04  DELETE /organization/invites/{invite_id}: status 200: " + change;
}

/// The lines of a change in every place of an invite.
Lines InEveryInvite(const std::string& rule, const std::string& name, const std::string& change) {
  const auto line = [&](const std::string& where, const std::string& path) {
    return rule + "  " + where + ": field '" + path + name + "' " + change;
  };
  return {line("GET /organization/invites: status 200", "data[]."),
          line("POST /organization/invites: status 200", ""),
          line("POST /organization/invites: status 201", ""),
          line("GET /organization/invites/{invite_id}: status 200", "")};
}

TEST(CompareFields, AFieldOfASharedSchemaIsNamedInEveryPlace) {
  ExpectDifferences({
      {"gone", R"([{"op": "remove", "path": "/components/schemas/Invite/properties/accepted_at"}])",
       InEveryInvite("INV-LIFE-02", "accepted_at", "is gone")},
      {"new",
       R"([{"op": "add", "path": "/components/schemas/Invite/properties/team",
            "value": {"type": "object", "properties": {"id": {"type": "string"}}}}])",
       InEveryInvite("INV-SHAPE-01", "team", "is new")},
      {"new in an item",
       R"([{"op": "add", "value": {"type": "string"}, "path":
            "/components/schemas/Invite/properties/projects/items/properties/name"}])",
       InEveryInvite("INV-CREATE-13", "projects[].name", "is new")},
      {"documented by now",
       R"([{"op": "add", "path": "/components/schemas/Invite/properties/invited_at",
            "value": {"type": "string"}}])",
       InEveryInvite("INV-SHAPE-02", "invited_at", "is now documented")},
  });
}

TEST(CompareFields, NothingIsSaidBelowWhatIsGone) {
  ExpectDifferences({
      {"an array",
       R"([{"op": "remove", "path": "/components/schemas/InviteRequest/properties/projects"}])",
       {"INV-CREATE-05  POST /organization/invites: request body: field 'projects' is gone"}},
      {"its items",
       R"([{"op": "remove",
            "path": "/components/schemas/InviteRequest/properties/projects/items"}])",
       {"INV-CREATE-13  POST /organization/invites: request body: items 'projects[]' is gone"}},
      {"an array that is an object now",
       R"([{"op": "replace", "path": "/components/schemas/InviteRequest/properties/projects",
            "value": {"type": "object", "properties": {"id": {"type": "integer"}}}}])",
       {"INV-CREATE-05  POST /organization/invites: request body: field 'projects' is now object; "
        "it was array"}},
      {"the whole body",
       R"([{"op": "replace", "path": "/components/schemas/InviteDeleteResponse",
            "value": {"type": "boolean"}}])",
       {InDeletion("the body is now boolean; it was object")}},
  });
}

TEST(CompareFields, TypesAndNull) {
  ExpectDifferences({
      {"type",
       R"([{"op": "replace", "value": "string",
            "path": "/components/schemas/InviteDeleteResponse/properties/deleted/type"}])",
       {InDeletion("field 'deleted' is now string; it was boolean")}},
      {"a second type",
       R"([{"op": "replace", "value": ["string", "integer"],
            "path": "/components/schemas/InviteDeleteResponse/properties/id/type"}])",
       {InDeletion("field 'id' is now integer or string; it was string")}},
      {"no type",
       R"([{"op": "replace", "value": {},
            "path": "/components/schemas/InviteDeleteResponse/properties/id"}])",
       {InDeletion("field 'id' is now of any type; it was string")}},
      {"nullable",
       R"([{"op": "replace", "value": ["string", "null"],
            "path": "/components/schemas/InviteDeleteResponse/properties/id/type"}])",
       {InDeletion("field 'id' may now be null")}},
      {"nullable in OpenAPI 3.0",
       R"([{"op": "add", "value": true,
            "path": "/components/schemas/InviteDeleteResponse/properties/id/nullable"}])",
       {InDeletion("field 'id' may now be null")}},
      {"not nullable",
       R"([{"op": "replace", "value": {"type": "string"},
            "path": "/components/schemas/InviteListResponse/properties/first_id"}])",
       {"INV-PAGE-06  GET /organization/invites: status 200: field 'first_id' can no longer be "
        "null"}},
  });
}

TEST(CompareFields, RequiredFields) {
  ExpectDifferences({
      {"required",
       R"([{"op": "add", "path": "/components/schemas/InviteListResponse/required/-",
            "value": "last_id"}])",
       {"INV-PAGE-06  GET /organization/invites: status 200: field 'last_id' is now required"}},
      {"optional",
       R"([{"op": "remove", "path": "/components/schemas/InviteListResponse/required/2"}])",
       {"INV-PAGE-05  GET /organization/invites: status 200: field 'has_more' is no longer "
        "required"}},
      {"optional in an item",
       R"([{"op": "remove",
            "path": "/components/schemas/InviteRequest/properties/projects/items/required/1"}])",
       {"INV-CREATE-13  POST /organization/invites: request body: field 'projects[].role' is no "
        "longer required"}},
      {"required, though it is not described",
       R"([{"op": "add", "path": "/components/schemas/InviteRequest/required/-",
            "value": "reason"}])",
       {"INV-CREATE-10  POST /organization/invites: request body: field 'reason' is new"}},
  });
}

TEST(CompareFields, ValuesOfEnums) {
  ExpectDifferences({
      {"added",
       R"([{"op": "add", "path": "/components/schemas/InviteRequest/properties/role/enum/-",
            "value": "admin"}])",
       {"INV-CREATE-12  POST /organization/invites: request body: field 'role' may now be "
        "\"admin\""}},
      {"removed",
       R"([{"op": "remove", "path": "/components/schemas/InviteRequest/properties/role/enum/1"}])",
       {"INV-CREATE-12  POST /organization/invites: request body: field 'role' can no longer be "
        "\"owner\""}},
      {"no enum",
       R"([{"op": "remove", "path": "/components/schemas/InviteRequest/properties/role/enum"}])",
       {"INV-CREATE-12  POST /organization/invites: request body: field 'role' may now have any "
        "value"}},
      {"a new enum",
       R"([{"op": "add", "path": "/components/schemas/InviteDeleteResponse/properties/deleted/enum",
            "value": [true]}])",
       {InDeletion("field 'deleted' is now restricted to true")}},
      {"const",
       R"([{"op": "replace", "path": "/components/schemas/InviteDeleteResponse/properties/object",
            "value": {"const": "organization.invite.deleted"}}])",
       {}},
  });
}

TEST(CompareFields, ErrorsMayAcceptLess) {
  ExpectDifferences({
      {"a text alone",
       R"([{"op": "replace", "value": {"type": "string"},
            "path": "/components/schemas/PermissionErrorResponse/properties/error"}])",
       {}},
      {"an envelope alone",
       R"([{"op": "replace", "value": {"$ref": "#/components/schemas/Error"},
            "path": "/components/schemas/PermissionErrorResponse/properties/error"}])",
       {}},
      {"one of two whole bodies",
       R"([{"op": "replace", "path": "/components/schemas/PermissionErrorResponse", "value":
            {"oneOf": [{"$ref": "#/components/schemas/ErrorResponse"},
             {"type": "object", "properties": {"error": {"type": "string"}},
              "required": ["error"]}]}}])",
       {}},
      {"no schema", R"([{"op": "remove", "path": "/components/responses/Refused/content"}])", {}},
  });
}

TEST(CompareFields, ErrorsMayNotDiffer) {
  constexpr const char* kDelete = "INV-ERR-01  DELETE /organization/invites/{invite_id}: status ";
  ExpectDifferences({
      {"a text where ours has an envelope",
       R"([{"op": "replace", "path":
            "/paths/~1organization~1invites~1{invite_id}/delete/responses/404/$ref",
            "value": "#/components/responses/Forbidden"}])",
       {std::string(kDelete) + "404: field 'error' is now object or string; it was object"}},
      {"a field of the envelope",
       R"([{"op": "add", "value": {"description": "Refused.", "content": {"application/json":
            {"schema": {"allOf": [{"$ref": "#/components/schemas/ErrorResponse"},
             {"properties": {"error": {"properties": {"details": {"type": "array"}}}}}]}}}},
            "path": "/paths/~1organization~1invites~1{invite_id}/delete/responses/400"}])",
       {std::string(kDelete) + "400: field 'error.details' is new"}},
  });
}

}  // namespace
}  // namespace invitro::description
