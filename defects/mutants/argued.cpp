#include "defects/mutants/argued.h"

#include <map>

namespace invitro::defects {

std::string WhyItSurvives(const std::string& name) {
  const char* slash = "a slash at the end of a path is the router's business, before any id";
  const char* mark = "RFC 8259 lets a parser ignore a byte order mark, and the twin does";
  const char* other = "what is shown of an invite does not change when another one is made";
  static const std::map<std::string, std::string> reasons = {
      {"takes_body.byte_order_mark", mark},
      {"falls_over_body.byte_order_mark", mark},
      {"refused.duplicate.stored", "the twin refuses to store a second invite"},
      {"stale.retrieval.after_creation.once", other},
      {"stale.retrieval.after_creation.kept", other},
      {"found_without_a_slash.retrieve", slash},
      {"found_without_a_slash.delete", slash},
      {"found_without_a_slash.after", slash},
  };
  const auto it = reasons.find(name);
  return it == reasons.end() ? "" : it->second;
}

}  // namespace invitro::defects
