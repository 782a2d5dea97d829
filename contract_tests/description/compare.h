#pragma once

// Finds where a copy of OpenAI's description says something else than ours.

#include <string>
#include <vector>

#include "contract_tests/description/description.h"

namespace invitro::description {

struct Difference {
  std::string rule;  // of docs/behaviour.md: what must be looked at again
  std::string text;  // "POST /organization/invites: status 201 is gone"

  bool operator==(const Difference&) const = default;
};

/// The differences, ordered by path, method and part of the operation; empty if there are none.
/// What ours marks as undocumented is compared only with regard to its presence in `theirs`. Below
/// an element that is gone or new, or that is no longer an object or an array, nothing is compared.
/// The schema of an error response may accept less than ours, and may be left out.
std::vector<Difference> Compare(const Description& ours, const Description& theirs);

}  // namespace invitro::description
