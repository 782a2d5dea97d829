#pragma once

// Changes that programs make to a text by mistake. Pure.

#include <functional>
#include <string>
#include <vector>

namespace invitro::defects {

struct TextMutator {
  std::string name;
  std::function<std::string(const std::string&)> apply;
};

/// Changes to an e-mail address.
const std::vector<TextMutator>& AddressMutators();

/// Changes to an id that the client chose.
const std::vector<TextMutator>& NameMutators();

std::string Trimmed(const std::string& text);

}  // namespace invitro::defects
