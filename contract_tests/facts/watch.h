#pragma once

// The rules that every response must keep, whatever was requested: content type, shape, envelope, a
// page's own ends.

#include <string>

#include "contract_tests/facts/findings.h"
#include "contract_tests/wire/exchange.h"

namespace invitro::contract {

/// Notes in `findings` each of these rules that the response breaks. A successful response that
/// cannot be read ends the scenario: it throws Broken, or Unverified if its rule is tolerated.
/// `thoroughly`: the raw text is checked against the JSON Schemas too.
void Watch(const Exchange& exchange, bool thoroughly, Findings& findings);

}  // namespace invitro::contract
