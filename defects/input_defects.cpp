// Servers that alter or compare inputs in ways that the documentation does not mention.

#include <algorithm>

#include "defects/defect.h"
#include "defects/lets_in.h"
#include "defects/toolkit.h"

namespace invitro::defects {
namespace {

/// Refuses the addresses of deleted invites.
Wrap KeepsAddresses() {
  const auto gone = std::make_shared<PerKey<std::vector<std::string>>>();
  return Instead([gone](const Request& request, const Asked& asked,
                        const Handler& inner) -> std::optional<Response> {
    return gone->With(asked, [&](std::vector<std::string>& all) -> std::optional<Response> {
      if (asked.what == What::kDelete) {
        const Json invite = Lookup(inner, request, asked.id);
        Response response = inner(request);
        if (Succeeded(response)) all.push_back(invite.value("email", std::string()));
        return response;
      }
      const Json body = Json::parse(request.body, nullptr, false);
      const Json email = body.is_object() ? body.value("email", Json()) : Json();
      const bool taken = email.is_string() && std::find(all.begin(), all.end(), email) != all.end();
      if (asked.what != What::kCreate || !taken) return std::nullopt;
      return Refusal(400, "The address has been invited before.");
    });
  });
}

/// Finds an invite by its id in any case.
Wrap InAnyCase() {
  return Instead([](const Request& request, const Asked& asked,
                    const Handler& inner) -> std::optional<Response> {
    if (asked.what != What::kRetrieve) return std::nullopt;
    Response right = inner(request);
    if (right.status != 404) return right;
    for (const Json& invite : WholeList(inner, request)) {
      if (LowerCase(IdOf(invite)) == LowerCase(asked.id)) return Reply(200, invite);
    }
    return right;
  });
}

Wrap SaysNothing() {
  return Instead([](const Request& request, const Asked& asked,
                    const Handler& inner) -> std::optional<Response> {
    Response response = inner(request);
    const bool bad = asked.what == What::kCreate && response.status == 400;
    return bad ? Refusal(response.status, "Bad request.") : response;
  });
}

}  // namespace

std::vector<Defect> InputDefects() {
  return {
      {"addresses_lower_cased", "INV-CREATE-20", "addresses are shown in lower case", false,
       OnInvites([](Json& invite) { invite["email"] = LowerCase(invite["email"]); })},
      {"deleted_address_stays_taken", "INV-CREATE-21", "a deleted invite's address is not free",
       false, KeepsAddresses()},
      {"ids_in_any_case", "INV-GET-03", "an id is found in any case", false, InAnyCase()},
      {"errors_say_nothing", "INV-ERR-05", "every bad body is refused with the same words", false,
       SaysNothing()},
      {"another_scheme_opens", "INV-KEY-02", "a header of another scheme is no matter", false,
       LetsIn([](const Asked& asked) { return asked.key.starts_with("Basic "); }, true)},
  };
}

}  // namespace invitro::defects
