#pragma once

// Finds out what the target can be driven to do, before the first rule is looked at.

#include "contract_tests/model/capabilities.h"
#include "contract_tests/wire/api.h"

namespace invitro::contract {

/// Fills `can` as it goes, so that what was found stays found if it throws: Broken if the first
/// answers are none of this API's, CannotLook if there are none or the key is not taken. A control
/// plane is only used where the list was empty, so that a reset harms nobody.
void Probe(Api& api, bool local, Capabilities& can);

}  // namespace invitro::contract
