#pragma once

// Policies as JSON: what the control plane speaks, and the profiles under fixtures/profiles/. Pure;
// safe from any thread.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/organization/policies.h"

namespace invitro::control {

/// {"policies": {name: value, …}}, every policy in the order of the table.
std::string EncodePolicies(const organization::Policies& policies);

/// Sets the policies that `text` names; the others stay. `text` is a profile,
/// {"policies": {…}, "evidence": …} (the evidence is for people), or the inner object alone. All or
/// nothing: the error is one line, an unknown name or value with what is possible.
tl::expected<organization::Policies, std::string> DecodePolicies(organization::Policies onto,
                                                                 std::string_view text);

}  // namespace invitro::control
