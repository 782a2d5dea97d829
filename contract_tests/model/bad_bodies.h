#pragma once

// Bodies of creations that no server may take. Pure.

#include <functional>
#include <string>
#include <vector>

namespace invitro::contract {

struct BadBody {
  const char* rule;  // that demands the refusal: INV-CREATE-09 to -13
  const char* what;  // "a role in capitals"
  /// The body, for an address that nobody was invited at.
  std::function<std::string(const std::string& address)> text;
  const char* field = "";                 // that is wrong, if one is
  const char* type = "application/json";  // the Content-Type
};

/// All of them, those of one rule together.
const std::vector<BadBody>& BadBodies();

/// The body that each is near to: a good one for `address`.
std::string GoodBody(const std::string& address);

}  // namespace invitro::contract
