#pragma once

// The rules that every answer is held to, whatever it was asked for: content type, shape, envelope,
// a page's own ends. Pure; throws Broken.

#include <string>

#include "contract_tests/wire/exchange.h"

namespace invitro::contract {

/// `thoroughly`: the raw text against the JSON Schemas too.
void Watch(const Exchange& exchange, bool thoroughly);

}  // namespace invitro::contract
