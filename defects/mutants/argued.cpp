#include "defects/mutants/argued.h"

#include <map>

namespace invitro::defects {

std::string WhyItSurvives(const std::string& name) {
  const char* slash = "a slash at the end of a path is the router's business, before any id";
  static const std::map<std::string, std::string> reasons = {
      {"found_without_a_slash.retrieve", slash},
      {"found_without_a_slash.delete", slash},
      {"found_without_a_slash.after", slash},
  };
  const auto it = reasons.find(name);
  return it == reasons.end() ? "" : it->second;
}

}  // namespace invitro::defects
