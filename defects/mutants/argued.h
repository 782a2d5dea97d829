#pragma once

// Machine-made servers that keep every rule, so that a suite must let them pass. Pure.

#include <string>

namespace invitro::defects {

/// Returns why the mutant `name` breaks no rule, or "" if there is no such reason.
std::string WhyItSurvives(const std::string& name);

}  // namespace invitro::defects
