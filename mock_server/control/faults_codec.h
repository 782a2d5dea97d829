#pragma once

// Faults as JSON: {"faults": [{"operation": "create", "reset": true, "commit": true}]}. Pure.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mock_server/tenant/faults.h"

namespace invitro::control {

/// The error is one line; a field that is none is one, and so is a fault of the answer's delivery
/// unless `can_deliver`. What EncodeFaults wrote can be read; the counts begin anew.
tl::expected<std::vector<tenant::Fault>, std::string> DecodeFaults(std::string_view text,
                                                                   bool can_deliver);

/// The same, with "seen" and "met".
std::string EncodeFaults(const std::vector<tenant::Fault>& faults);

}  // namespace invitro::control
