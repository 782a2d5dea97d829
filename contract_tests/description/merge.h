#pragma once

// Combines what several schemas say of one value.

#include <vector>

#include "contract_tests/description/schema.h"

namespace invitro::description {

/// Adds to `fields` what `more` says of the same value: both apply, as in allOf.
void MeetFields(Fields& fields, const Fields& more);

/// The fields of a value to which at least one of the branches applies, as in anyOf and oneOf.
/// Without branches it says nothing.
Fields UniteFields(const std::vector<Fields>& branches);

}  // namespace invitro::description
