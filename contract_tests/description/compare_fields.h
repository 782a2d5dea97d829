#pragma once

// Finds the differences between the fields of one request body, response body or parameter.

#include <string>
#include <vector>

#include "contract_tests/description/compare.h"
#include "contract_tests/description/schema.h"

namespace invitro::description {

enum class Strictness {
  kExact,
  kMayNarrow,  // theirs may have fewer types than ours, as {"error": "a text"} alone
};

struct FieldsPlace {
  std::string where;  // "POST /organization/invites: status 200"
  Strictness strictness = Strictness::kExact;
};

/// Appends the differences to `to`.
void CompareFields(const FieldsPlace& place, const Fields& ours, const Fields& theirs,
                   std::vector<Difference>& to);

/// What is different in the types, nullability, presence and values of a field that both have, as
/// phrases after the field's name: "is now required".
std::vector<std::string> FieldChanges(const Field& ours, const Field& theirs);

/// Likewise for the default; "" if it is the same.
std::string DefaultChange(const Field& ours, const Field& theirs);

}  // namespace invitro::description
