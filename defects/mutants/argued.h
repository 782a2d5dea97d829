#pragma once

// Machine-made servers that no suite can tell from a correct one. Pure.

#include <string>

namespace invitro::defects {

/// Why a mutant breaks nothing that may be demanded; "" if there is no such reason.
std::string WhyItSurvives(const std::string& name);

}  // namespace invitro::defects
