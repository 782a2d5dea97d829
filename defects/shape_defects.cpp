// Fields that are missing or of the wrong type, envelopes, content types.

#include "defects/defect.h"
#include "defects/toolkit.h"

namespace invitro::defects {
namespace {

Wrap OnErrors(std::function<void(Response& response)> alter) {
  return [alter](const Handler& inner) -> Handler {
    return [alter, inner](const Request& request) {
      Response response = inner(request);
      if (response.status >= 400) alter(response);
      return response;
    };
  };
}

Wrap OnErrorBody(std::function<void(Json& body)> alter) {
  return OnErrors([alter](Response& response) {
    Json body = BodyOf(response);
    if (!body.is_object()) return;
    alter(body);
    response.body = body.dump();
  });
}

Wrap OnContentType(What what, const char* type) {
  return [what, type](const Handler& inner) -> Handler {
    return [what, type, inner](const Request& request) {
      Response response = inner(request);
      if (Understand(request).what == what) response.content_type = type;
      return response;
    };
  };
}

}  // namespace

std::vector<Defect> ShapeDefects() {
  return {
      {"status_missing", "INV-SHAPE-01", "an invite has no status", false,
       OnInvites([](Json& invite) { invite.erase("status"); })},
      {"projects_missing", "INV-SHAPE-01", "an invite has no projects", false,
       OnInvites([](Json& invite) {
         invite.erase("projects");
         invite.erase("invited_at");
       })},
      {"times_as_text", "INV-SHAPE-01", "times are strings", false, OnInvites([](Json& invite) {
         for (const char* field : {"created_at", "invited_at"}) {
           if (invite.contains(field)) invite[field] = invite[field].dump();
         }
       })},
      {"times_with_fractions", "INV-SHAPE-01", "times have a fraction", false,
       OnInvites([](Json& invite) {
         for (const char* field : {"created_at", "invited_at"}) {
           if (invite.contains(field)) invite[field] = invite[field].get<double>() + 0.5;
         }
       })},
      {"object_is_invite", "INV-SHAPE-01", "object is \"invite\"", false,
       OnInvites([](Json& invite) { invite["object"] = "invite"; })},
      {"unknown_status", "INV-SHAPE-01", "a pending invite's status is \"open\"", false,
       OnInvites([](Json& invite) {
         if (invite["status"] == "pending") invite["status"] = "open";
       })},
      {"dialects_differ", "INV-SHAPE-02", "invited_at is another time than created_at", false,
       OnInvites([](Json& invite) {
         if (invite.contains("invited_at")) {
           invite["invited_at"] = invite["invited_at"].get<std::int64_t>() + 1;
         }
       })},
      {"list_without_object", "INV-SHAPE-03", "a list has no object", false,
       OnAnswer(What::kList, [](Json& body, const Asked&) { body.erase("object"); })},
      {"has_more_is_a_text", "INV-SHAPE-03", "has_more is a text", false,
       OnAnswer(What::kList,
                [](Json& body, const Asked&) { body["has_more"] = body["has_more"].dump(); })},
      {"deletion_without_object", "INV-SHAPE-04", "the answer to a deletion has no object", false,
       OnAnswer(What::kDelete, [](Json& body, const Asked&) { body.erase("object"); })},
      {"listed_without_projects", "INV-PAGE-14", "the list shows no projects", false,
       OnAnswer(What::kList,
                [](Json& body, const Asked&) {
                  for (Json& invite : body["data"]) invite["projects"] = Json::array();
                })},
      {"listed_with_another_role", "INV-PAGE-14", "the list shows everyone as owner", false,
       OnAnswer(What::kList,
                [](Json& body, const Asked&) {
                  for (Json& invite : body["data"]) invite["role"] = "owner";
                })},
  };
}

std::vector<Defect> ErrorShapeDefects() {
  return {
      {"error_without_code", "INV-ERR-01", "an error has no code", false,
       OnErrorBody([](Json& body) {
         if (body["error"].is_object()) body["error"].erase("code");
       })},
      {"error_is_a_text", "INV-ERR-01", "an error that is no 403 is a bare text", false,
       OnErrors([](Response& response) {
         if (response.status != 403) response.body = R"({"error":"no"})";
       })},
      {"html_errors", "INV-SHAPE-05", "an error is a web page", false,
       OnErrors([](Response& response) {
         response.content_type = "text/html";
         response.body = "<html><body>Sorry</body></html>";
       })},
      {"list_as_text", "INV-SHAPE-05", "a list is declared as plain text", false,
       OnContentType(What::kList, "text/plain")},
  };
}

}  // namespace invitro::defects
