// Servers whose error response has another form in one situation, and servers that refuse a request
// for a legal header.

#include "defects/mutants/mutant.h"

namespace invitro::defects {
namespace {

struct Occasion {
  const char* name;
  What what;
  int status;
  const char* rules;  // the rules that another status breaks
};

constexpr const char* kCreation =
    "INV-CREATE-09 INV-CREATE-10 INV-CREATE-11 INV-CREATE-12 "
    "INV-CREATE-13 INV-CREATE-08 INV-SHAPE-01";
constexpr const char* kList = "INV-PAGE-12 INV-PAGE-03 INV-PAGE-10 INV-PAGE-11 INV-SHAPE-03";
constexpr const char* kRetrieval = "INV-GET-02 INV-SHAPE-01";
constexpr const char* kDeletion = "INV-DELETE-03 INV-DELETE-04 INV-DELETE-06 INV-SHAPE-04";
constexpr const char* kKeyless = "INV-KEY-01 INV-KEY-03 INV-KEY-05";
constexpr const char* kUnscoped = "INV-KEY-04 INV-KEY-08 INV-KEY-05";

constexpr Occasion kOccasions[] = {
    {"bad_creation", What::kCreate, 400, kCreation},
    {"bad_list", What::kList, 400, kList},
    {"unknown_cursor", What::kList, 404, kList},
    {"unknown_retrieval", What::kRetrieve, 404, kRetrieval},
    {"unknown_deletion", What::kDelete, 404, kDeletion},
    {"accepted_deletion", What::kDelete, 400, kDeletion},
    {"keyless_creation", What::kCreate, 401, kKeyless},
    {"keyless_list", What::kList, 401, kKeyless},
    {"keyless_retrieval", What::kRetrieve, 401, kKeyless},
    {"keyless_deletion", What::kDelete, 401, kKeyless},
    {"unscoped_creation", What::kCreate, 403, kUnscoped},
};

struct Form {
  const char* name;
  const char* rules;
  void (*give)(Response& response, Json& body);
};

void Give(Response& response, const Json& body) { response.body = body.dump(); }

constexpr Form kForms[] = {
    {"without_message", "INV-ERR-01",
     [](Response& response, Json& body) {
       if (body["error"].is_object()) body["error"].erase("message");
       Give(response, body["error"].is_object() ? body : Json{{"error", Json::object()}});
     }},
    {"without_type", "INV-ERR-01",
     [](Response& response, Json& body) {
       if (body["error"].is_object()) body["error"].erase("type");
       Give(response, body["error"].is_object() ? body : Json{{"error", {{"message", "no"}}}});
     }},
    {"message_is_a_list", "INV-ERR-01",
     [](Response& response, Json&) {
       Give(response, {{"error",
                        {{"message", Json::array({"no"})},
                         {"type", "invalid_request_error"},
                         {"param", nullptr},
                         {"code", nullptr}}}});
     }},
    {"code_is_a_number", "INV-ERR-01",
     [](Response& response, Json&) {
       Give(response, {{"error",
                        {{"message", "no"},
                         {"type", "invalid_request_error"},
                         {"param", nullptr},
                         {"code", 7}}}});
     }},
    {"error_is_a_number", "INV-ERR-01",
     [](Response& response, Json&) {
       Give(response, {{"error", response.status}});
     }},
    {"detail", "INV-ERR-01",
     [](Response& response, Json&) {
       Give(response, {{"detail", "It was refused."}});
     }},
    {"bare", "INV-ERR-01",
     [](Response& response, Json& body) { Give(response, Json(body["error"])); }},
    {"empty", "INV-ERR-01", [](Response& response, Json&) { response.body.clear(); }},
    {"html", "INV-ERR-01 INV-SHAPE-05",
     [](Response& response, Json&) {
       response.content_type = "text/html";
       response.body = "<h1>Refused</h1>";
     }},
    {"plain_type", "INV-SHAPE-05",
     [](Response& response, Json&) { response.content_type = "text/plain"; }},
    {"status_500", "",
     [](Response& response, Json&) { response = Refusal(500, "The server had an error."); }},
    {"status_200", "", [](Response& response, Json&) { response.status = 200; }},
};

Wrap OnError(const Occasion& occasion, const Form& form) {
  return Instead([&occasion, &form](const Request& request, const Asked& asked,
                                    const Handler& inner) -> std::optional<Response> {
    Response response = inner(request);
    if (asked.what != occasion.what || response.status != occasion.status) return response;
    Json body = BodyOf(response);
    if (!body.is_object()) body = Json{{"error", Json::object()}};
    form.give(response, body);
    return response;
  });
}

using Fits = std::function<bool(const Request&)>;

Wrap Refuses(What what, int status, const Fits& fits) {
  return Instead(
      [=](const Request& request, const Asked& asked, const Handler&) -> std::optional<Response> {
        if (asked.what != what || !fits(request)) return std::nullopt;
        return Refusal(status, "This server does not like the headers.");
      });
}

std::string_view Type(const Request& request) {
  return request.Header("content-type").value_or("");
}

}  // namespace

std::vector<Mutant> ErrorMutants() {
  std::vector<Mutant> all;
  for (const Occasion& occasion : kOccasions) {
    for (const Form& form : kForms) {
      const std::string rules = *form.rules == '\0' ? occasion.rules : form.rules;
      all.push_back({std::string("error.") + occasion.name + "." + form.name, rules,
                     OnError(occasion, form)});
    }
  }
  return all;
}

std::vector<Mutant> HeaderMutants() {
  const auto declares_no_body = [](const Request& request) {
    return request.body.empty() && !Type(request).empty();
  };
  const auto declares_nothing = [](const Request& request) { return Type(request).empty(); };
  const auto says_charset = [](const Request& request) {
    return Type(request).find("charset") != std::string_view::npos;
  };
  std::vector<Mutant> all;
  const std::vector<std::tuple<std::string, What, std::string>> bodyless = {
      {"list", What::kList, "INV-PAGE-01 INV-PAGE-02"},
      {"retrieval", What::kRetrieve, "INV-GET-01"},
      {"deletion", What::kDelete, "INV-DELETE-02"}};
  for (const auto& [name, what, rules] : bodyless) {
    for (const int status : {400, 411, 415}) {
      const std::string end = "." + name + "_" + std::to_string(status);
      all.push_back({"refuses_a_type_without_a_body" + end, rules + " INV-CREATE-14",
                     Refuses(what, status, declares_no_body)});
      all.push_back({"refuses_no_type" + end, rules + " INV-CREATE-14 INV-SHAPE-03",
                     Refuses(what, status, declares_nothing)});
    }
  }
  all.push_back({"refuses_charset.creation", "INV-CREATE-01 INV-CREATE-02",
                 Refuses(What::kCreate, 415, says_charset)});
  return all;
}

}  // namespace invitro::defects
