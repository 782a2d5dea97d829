#pragma once

// Kinds of bad bodies of create requests. Pure; the decorators are safe from any thread.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "defects/mutants/mutant.h"

namespace invitro::defects {

/// Returns the body that a careless server reads, or nullopt if `body` is not of the kind.
using Repair = std::function<std::optional<std::string>(const std::string& body)>;

struct BodyKind {
  const char* name;
  const char* rules;
  Repair repair;
};

/// Makes a Repair for bodies that are JSON. `change` repairs one, or returns false.
Repair OnJson(const std::function<bool(Json& body)>& change);

/// Makes two servers of each kind: one accepts such bodies, the other answers 500.
std::vector<Mutant> OfKinds(const std::vector<BodyKind>& kinds);

}  // namespace invitro::defects
