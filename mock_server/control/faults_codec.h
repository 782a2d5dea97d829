#pragma once

// Faults as JSON: {"faults": [{"operation": "create", "reset": true, "commit": true}]}. Pure.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mock_server/tenant/faults.h"

namespace invitro::control {

/// The error is one line; an unknown field is one, and so is a reset unless `can_reset`. What
/// EncodeFaults wrote can be read; the counts then start at 0.
tl::expected<std::vector<tenant::Fault>, std::string> DecodeFaults(std::string_view text,
                                                                   bool can_reset);

/// The same, with "seen" and "met".
std::string EncodeFaults(const std::vector<tenant::Fault>& faults);

}  // namespace invitro::control
