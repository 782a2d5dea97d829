#pragma once

// What programs do to a text that they should leave alone. Pure.

#include <functional>
#include <string>
#include <vector>

namespace invitro::defects {

struct TextMutator {
  std::string name;
  std::function<std::string(const std::string&)> apply;
};

/// What befalls an address.
const std::vector<TextMutator>& AddressMutators();

/// What befalls an id that the client chose.
const std::vector<TextMutator>& NameMutators();

std::string LowerCase(const std::string& text);
std::string Trimmed(const std::string& text);

}  // namespace invitro::defects
