#include "contract_tests/description/compare.h"

#include <gtest/gtest.h>

#include "contract_tests/description/sample.h"
#include "contract_tests/fixtures_embedded.h"

namespace invitro::description {
namespace {

using Lines = std::vector<std::string>;

TEST(Compare, OurOwnDescriptionIsTheSame) {
  EXPECT_EQ(DifferencesOf(Json::parse(contract::kOpenApi)), Lines());
}

TEST(Compare, ACopyOfTheirStructureIsTheSame) { EXPECT_EQ(DifferencesOf(Sample()), Lines()); }

TEST(Compare, OperationsThatAreGoneOrNew) {
  ExpectDifferences({
      {"gone",
       R"([{"op": "remove", "path": "/paths/~1organization~1invites~1{invite_id}/delete"}])",
       {"INV-DELETE-02  DELETE /organization/invites/{invite_id}: the operation is gone"}},
      {"another method",
       R"([{"op": "add", "path": "/paths/~1organization~1invites/patch", "value": {}}])",
       {"INV-ERR-03  PATCH /organization/invites: the operation is new"}},
      {"another path",
       R"([{"op": "add", "path": "/paths/~1organization~1invites~1{id}~1resend",
            "value": {"post": {}}}])",
       {"INV-ERR-02  POST /organization/invites/{id}/resend: the operation is new"}},
      {"a path that only looks alike",
       R"([{"op": "add", "path": "/paths/~1organization~1invites_old", "value": {"get": {}}}])",
       {}},
  });
}

TEST(Compare, PrefixOfThePathsDoesNotMatter) {
  ExpectDifferences({
      {"all below /v1",
       R"([{"op": "move", "from": "/paths/~1organization~1invites",
            "path": "/paths/~1v1~1organization~1invites"},
           {"op": "move", "from": "/paths/~1organization~1invites~1{invite_id}",
            "path": "/paths/~1v1~1organization~1invites~1{invite_id}"}])",
       {}},
      {"one operation below two prefixes",
       R"([{"op": "add", "path": "/paths/~1v2~1organization~1invites", "value": {"get": {}}}])",
       {"error: it has the operation GET /organization/invites twice"}},
  });
}

TEST(Compare, ParametersThatAreGoneOrNew) {
  ExpectDifferences({
      {"gone",
       R"([{"op": "remove", "path": "/paths/~1organization~1invites/get/parameters/1"}])",
       {"INV-PAGE-04  GET /organization/invites: parameter 'after' (query) is gone"}},
      {"new",
       R"([{"op": "add", "path": "/paths/~1organization~1invites/get/parameters/-",
            "value": {"name": "before", "in": "query", "schema": {"type": "string"}}}])",
       {"INV-PAGE-02  GET /organization/invites: parameter 'before' (query) is new"}},
      {"in another place",
       R"([{"op": "replace", "path": "/paths/~1organization~1invites/get/parameters/1/in",
            "value": "header"}])",
       {"INV-PAGE-04  GET /organization/invites: parameter 'after' (query) is gone",
        "INV-PAGE-02  GET /organization/invites: parameter 'after' (header) is new"}},
      {"of the path, by reference",
       R"([{"op": "add", "path": "/components/parameters", "value": {"Id":
            {"name": "invite_id", "in": "path", "required": true, "schema": {"type": "string"}}}},
           {"op": "add", "path": "/paths/~1organization~1invites~1{invite_id}/parameters",
            "value": [{"$ref": "#/components/parameters/Id"}]},
           {"op": "remove",
            "path": "/paths/~1organization~1invites~1{invite_id}/delete/parameters"}])",
       {}},
  });
}

TEST(Compare, ParametersThatChange) {
  ExpectDifferences({
      {"required",
       R"([{"op": "replace", "path": "/paths/~1organization~1invites/get/parameters/0/required",
            "value": true}])",
       {"INV-PAGE-01  GET /organization/invites: parameter 'limit' (query) is now required"}},
      {"type",
       R"([{"op": "replace", "path": "/paths/~1organization~1invites/get/parameters/0/schema/type",
            "value": "string"}])",
       {"INV-PAGE-01  GET /organization/invites: parameter 'limit' (query) is now string; it was "
        "integer"}},
      {"default",
       R"([{"op": "replace", "value": 50,
            "path": "/paths/~1organization~1invites/get/parameters/0/schema/default"}])",
       {"INV-PAGE-01  GET /organization/invites: parameter 'limit' (query) now has the default 50; "
        "it was 20"}},
      {"default gone",
       R"([{"op": "remove",
            "path": "/paths/~1organization~1invites/get/parameters/0/schema/default"}])",
       {"INV-PAGE-01  GET /organization/invites: parameter 'limit' (query) no longer has the "
        "default 20"}},
      {"default new",
       R"([{"op": "add", "value": "",
            "path": "/paths/~1organization~1invites/get/parameters/1/schema/default"}])",
       {"INV-PAGE-04  GET /organization/invites: parameter 'after' (query) now has the default "
        "\"\""}},
      {"bounds",
       R"([{"op": "add", "value": 1,
            "path": "/paths/~1organization~1invites/get/parameters/0/schema/minimum"}])",
       {}},
  });
}

TEST(Compare, RequestBodies) {
  ExpectDifferences({
      {"optional",
       R"([{"op": "remove", "path": "/paths/~1organization~1invites/post/requestBody/required"}])",
       {"INV-CREATE-01  POST /organization/invites: the request body is no longer required"}},
      {"gone",
       R"([{"op": "remove", "path": "/paths/~1organization~1invites/post/requestBody"}])",
       {"INV-CREATE-01  POST /organization/invites: the request body is gone"}},
      {"new",
       R"([{"op": "add", "path": "/paths/~1organization~1invites/get/requestBody", "value": {}}])",
       {"INV-PAGE-02  GET /organization/invites: the request body is new"}},
      {"not JSON",
       R"([{"op": "move",
            "from": "/paths/~1organization~1invites/post/requestBody/content/application~1json",
            "path": "/paths/~1organization~1invites/post/requestBody/content/text~1csv"}])",
       {"INV-CREATE-01  POST /organization/invites: the request body is no longer JSON"}},
      {"a field",
       R"([{"op": "add", "path": "/components/schemas/InviteRequest/properties/note",
            "value": {"type": "string"}}])",
       {"INV-CREATE-10  POST /organization/invites: request body: field 'note' is new"}},
  });
}

TEST(Compare, StatusesThatAreGoneOrNew) {
  ExpectDifferences({
      {"gone",
       R"([{"op": "remove", "path": "/paths/~1organization~1invites/post/responses/201"}])",
       {"INV-CREATE-01  POST /organization/invites: status 201 is gone"}},
      {"new",
       R"([{"op": "add", "path": "/paths/~1organization~1invites/post/responses/202",
            "value": {"description": "It takes a while."}}])",
       {"INV-CREATE-01  POST /organization/invites: status 202 is new"}},
      {"documented by now, in a component",
       R"([{"op": "add", "path": "/paths/~1organization~1invites/get/responses/401",
            "value": {"$ref": "#/components/responses/Refused"}}])",
       {"INV-KEY-01  GET /organization/invites: status 401 is now documented"}},
      {"documented by now",
       R"([{"op": "add", "path": "/paths/~1organization~1invites/post/responses/409",
            "value": {"$ref": "#/components/responses/Refused"}}])",
       {"INV-CREATE-18  POST /organization/invites: status 409 is now documented"}},
      {"without a body",
       R"([{"op": "remove", "value": {"description": "Nothing."},
            "path": "/paths/~1organization~1invites~1{invite_id}/delete/responses/200/content"}])",
       {"INV-SHAPE-04  DELETE /organization/invites/{invite_id}: status 200: the JSON body is "
        "gone"}},
  });
}

}  // namespace
}  // namespace invitro::description
