#pragma once

// Finds out what the target can be driven to do, before the first rule is looked at.

#include "contract_tests/model/capabilities.h"
#include "contract_tests/wire/api.h"

namespace invitro::contract {

/// Throws Broken if the first answers are none of this API's, CannotLook if there are none or the
/// key is not taken. What it makes, it takes away; a control plane is only used where the list was
/// empty, so that a reset harms nobody.
Capabilities Probe(Api& api, bool local);

}  // namespace invitro::contract
