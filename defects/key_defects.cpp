// Who is let in, and to what.

#include <algorithm>

#include "defects/defect.h"
#include "defects/lets_in.h"
#include "defects/toolkit.h"

namespace invitro::defects {
namespace {

Wrap Keyless(What what) {
  return LetsIn([what](const Asked& asked) { return asked.key.empty() && asked.what == what; },
                true);
}

/// What one organization does not have, another may.
Wrap Leaks(What what) {
  const auto keys = std::make_shared<Keys>();
  return [=](const Handler& inner) -> Handler {
    return [=](const Request& request) {
      const Asked asked = Understand(request);
      Response response = inner(request);
      keys->Saw(asked.key, Succeeded(response) && asked.what == What::kCreate);
      const std::string other = asked.what == what ? keys->Other(asked.key) : "";
      const bool admin = !KeyRefused(response);
      if (other.empty() || !admin) return response;
      if (what == What::kList) {
        Json body = BodyOf(response);
        const Json theirs = BodyOf(AskAs(inner, request, other));
        if (!body.is_object() || !theirs.is_object() || !theirs.contains("data")) return response;
        if (body["data"].empty() && !asked.query.contains("after")) return Reply(200, theirs);
        return response;
      }
      return response.status == 404 ? AskAs(inner, request, other) : response;
    };
  };
}

/// True if a refusal names this scope as missing.
bool Misses(const Response& response, const char* scope) {
  return KeyRefused(response) && response.body.find(std::string("Missing scopes: api.management.") +
                                                    scope) != std::string::npos;
}

/// What is refused for want of a scope is done with the key that was last let in; without
/// `and_says_so` the refusal is answered all the same.
Wrap Grants(What what, const char* scope, bool and_says_so = true) {
  const auto keys = std::make_shared<Keys>();
  return [=](const Handler& inner) -> Handler {
    return [=](const Request& request) {
      const Asked asked = Understand(request);
      Response response = inner(request);
      // A key with one scope is no use to another request.
      keys->Saw(asked.key, Succeeded(response) && asked.what == What::kCreate);
      const bool made_up = asked.key.find("sk-proj-") != std::string::npos ||
                           asked.key.find("sk-svcacct-") != std::string::npos;
      if (asked.what != what || made_up || !Misses(response, scope)) return response;
      const std::string other = keys->Other(asked.key);
      if (other.empty()) return response;
      Response done = AskAs(inner, request, other);
      return and_says_so ? done : response;
    };
  };
}

/// Refuses the key that may only read what it may. A creation that no server takes tells which it
/// is.
Wrap RefusesToRead() {
  return Instead([](const Request& request, const Asked& asked,
                    const Handler& inner) -> std::optional<Response> {
    const bool reads = asked.what == What::kList || asked.what == What::kRetrieve;
    if (!reads || asked.key.find("sk-proj-") != std::string::npos) return std::nullopt;
    const Response tried = Ask(inner, request, "POST", "/v1/organization/invites", "{}");
    if (!Misses(tried, "write")) return std::nullopt;
    return Refusal(403, "The key may do nothing.");
  });
}

}  // namespace

std::vector<Defect> ScopeDefects() {
  return {
      {"read_only_key_creates", "INV-KEY-04", "a key that may only read creates", false,
       Grants(What::kCreate, "write")},
      {"read_only_key_deletes", "INV-KEY-04", "a key that may only read deletes", false,
       Grants(What::kDelete, "write")},
      {"missing_scope_is_done", "INV-KEY-05", "a deletion refused for its scope is done", false,
       Grants(What::kDelete, "write", false)},
      {"missing_scope_is_401", "INV-KEY-08", "a missing scope is answered 401", false,
       [](const Handler& inner) -> Handler {
         return [inner](const Request& request) {
           Response response = inner(request);
           if (!Misses(response, "")) return response;
           return Refusal(401, "You have insufficient permissions for this operation.");
         };
       }},
      {"write_implies_read", "INV-KEY-09", "a key that may only write retrieves", false,
       Grants(What::kRetrieve, "read")},
      {"read_only_key_opens_nothing", "INV-KEY-09", "a key that may only read cannot read", false,
       RefusesToRead()},
  };
}

std::vector<Defect> KeyDefects() {
  return {
      {"list_needs_no_key", "INV-KEY-01", "the list is shown without a key", false,
       Keyless(What::kList)},
      {"retrieve_needs_no_key", "INV-KEY-01", "an invite is shown without a key", false,
       Keyless(What::kRetrieve)},
      {"creation_needs_no_key", "INV-KEY-01", "anybody may invite", false, Keyless(What::kCreate)},
      {"deletion_needs_no_key", "INV-KEY-01", "anybody may delete", false, Keyless(What::kDelete)},
      {"made_up_key_opens", "INV-KEY-03", "a key that no platform knows is taken", false,
       LetsIn([](const Asked& asked) { return asked.key.find("sk-proj-") != std::string::npos; },
              true)},
      {"refused_deletion_is_done", "INV-KEY-05", "a deletion refused for its key is done", false,
       LetsIn([](const Asked& asked) { return asked.what == What::kDelete; }, false)},
      {"refused_creation_is_done", "INV-KEY-05", "a creation refused for its key is done", false,
       LetsIn([](const Asked& asked) { return asked.what == What::kCreate; }, false)},
      {"key_in_the_error", "INV-KEY-06", "the refusal repeats the whole key", false,
       [](const Handler& inner) -> Handler {
         return [inner](const Request& request) {
           Response response = inner(request);
           Json body = KeyRefused(response) ? BodyOf(response) : Json();
           if (!body.is_object() || !body.contains("error")) return response;
           const std::string message = "Incorrect API key: " + Understand(request).key;
           if (body["error"].is_object()) {
             body["error"]["message"] = message;
           } else {
             body["error"] = message;
           }
           response.body = body.dump();
           return response;
         };
       }},
      {"organizations_leak", "INV-KEY-07", "an id opens in every organization", false,
       Leaks(What::kRetrieve)},
      {"deletes_elsewhere", "INV-KEY-07", "an id is deleted in every organization", false,
       Leaks(What::kDelete)},
  };
}

}  // namespace invitro::defects
