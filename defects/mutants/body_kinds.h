#pragma once

// Kinds of bodies that a server should refuse. Pure but for the decorators that they make.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "defects/mutants/mutant.h"

namespace invitro::defects {

/// What the body is taken for; nullopt: it is not of the kind.
using Repair = std::function<std::optional<std::string>(const std::string& body)>;

struct BodyKind {
  const char* name;
  const char* rules;
  Repair repair;
};

/// Of the bodies that are JSON: `change` makes one acceptable, or returns false.
Repair OnJson(const std::function<bool(Json& body)>& change);

/// Two servers of each kind: one that takes it, and one that falls over it.
std::vector<Mutant> OfKinds(const std::vector<BodyKind>& kinds);

}  // namespace invitro::defects
