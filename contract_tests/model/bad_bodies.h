#pragma once

// Bodies of create requests that every server must refuse. Pure.

#include <functional>
#include <string>
#include <vector>

namespace invitro::contract {

struct BadBody {
  const char* rule;  // the rule that requires the refusal: INV-CREATE-09 to -13
  const char* what;  // the fault, for people: "a role in capitals"
  /// Returns the body for `address`, which must not have an invite.
  std::function<std::string(const std::string& address)> text;
  const char* field = "";                 // the wrong field; "": more than one, or the whole body
  const char* type = "application/json";  // the Content-Type
};

/// Returns every bad body, grouped by rule.
const std::vector<BadBody>& BadBodies();

/// Returns a correct body for `address`; each bad one differs from it in one place.
std::string GoodBody(const std::string& address);

}  // namespace invitro::contract
