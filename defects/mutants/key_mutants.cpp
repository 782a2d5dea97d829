// Servers that accept bad keys, answer before they check the key, or show keys.

#include "defects/lets_in.h"
#include "defects/mutants/mutant.h"
#include "defects/mutants/text.h"

namespace invitro::defects {
namespace {

struct Operation {
  const char* name;
  What what;
};

constexpr Operation kOperations[] = {{"creation", What::kCreate},
                                     {"list", What::kList},
                                     {"retrieval", What::kRetrieve},
                                     {"deletion", What::kDelete}};

constexpr const char* kRules = "INV-KEY-01 INV-KEY-03 INV-KEY-05";

std::string KeyOf(const std::string& header) {
  const auto blank = header.rfind(' ');
  return blank == std::string::npos ? header : header.substr(blank + 1);
}

bool HasScheme(const std::string& header, const char* scheme) { return header.starts_with(scheme); }

Wrap LetsInto(What what, const std::function<bool(const std::string& header)>& fits) {
  return LetsIn([=](const Asked& asked) { return asked.what == what && fits(asked.key); }, true);
}

/// Answers a bad key with another status.
Wrap Says(What what, int status) {
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    if (asked.what != what) return std::nullopt;
    Response response = inner(request);
    return response.status == 401 ? Refusal(status, "No.") : response;
  });
}

/// Answers 404 for an unknown id before it checks the key.
Wrap LooksFirst(What what) {
  const auto keys = std::make_shared<Keys>();
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    Response response = inner(request);
    keys->Saw(asked.key, Succeeded(response) && asked.what == What::kCreate);
    const std::string good = keys->Other(asked.key);
    if (asked.what != what || response.status != 401 || good.empty()) return response;
    const Response there = Ask([&](const Request& other) { return AskAs(inner, other, good); },
                               request, "GET", std::string(request.target));
    return there.status == 404 ? there : response;
  });
}

enum class Where { kHeader, kMessage };

/// Shows the key of the request in responses of one status class.
Wrap Shows(What what, int status_class, Where where) {
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    if (asked.what != what || asked.key.empty()) return std::nullopt;
    Response response = inner(request);
    if (response.status / 100 != status_class) return response;
    if (where == Where::kHeader) {
      response.headers.push_back({"x-auth-context", KeyOf(asked.key)});
      return response;
    }
    Json body = BodyOf(response);
    if (!body.is_object() || !body["error"].is_object()) return response;
    body["error"]["message"] = "Refused for " + KeyOf(asked.key) + ".";
    response.body = body.dump();
    return response;
  });
}

}  // namespace

std::vector<Mutant> KeyMutants() {
  std::vector<Mutant> all;
  const std::vector<std::pair<const char*, std::function<bool(const std::string&)>>> opened = {
      {"nothing", [](const std::string& header) { return header.empty(); }},
      {"an_empty_key", [](const std::string& header) { return Trimmed(header) == "Bearer"; }},
      {"a_service_key", [](const std::string& h) { return KeyOf(h).starts_with("sk-svcacct-"); }},
      {"a_project_key", [](const std::string& h) { return KeyOf(h).starts_with("sk-proj-"); }},
      {"basic", [](const std::string& h) { return HasScheme(h, "Basic "); }},
      {"a_bare_key",
       [](const std::string& h) { return !h.empty() && h.find(' ') == std::string::npos; }},
  };
  for (const Operation& operation : kOperations) {
    const std::string at = std::string(".") + operation.name;
    for (const auto& [name, fits] : opened) {
      all.push_back({std::string("opens_to_") + name + at, std::string(kRules) + " INV-KEY-02",
                     LetsInto(operation.what, fits)});
    }
    for (const int status : {400, 404, 500}) {
      all.push_back(
          {"bad_key_is_" + std::to_string(status) + at, kRules, Says(operation.what, status)});
    }
    for (const int status_class : {2, 4}) {
      all.push_back({"key_in_a_header_of_" + std::to_string(status_class) + "xx" + at, "INV-KEY-06",
                     Shows(operation.what, status_class, Where::kHeader)});
    }
    all.push_back(
        {"key_in_an_error" + at, "INV-KEY-06", Shows(operation.what, 4, Where::kMessage)});
  }
  all.push_back({"looks_before_the_key.retrieval", kRules, LooksFirst(What::kRetrieve)});
  all.push_back({"looks_before_the_key.deletion", kRules, LooksFirst(What::kDelete)});
  return all;
}

}  // namespace invitro::defects
