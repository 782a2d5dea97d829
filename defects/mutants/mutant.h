#pragma once

// Machine-made servers: small mutators, each applied to every field, operation and side of the wire
// where it makes sense. They measure the suite by bugs that it was not written for. The harmless
// ones differ from the twin as a correct server may, and show whether the suite is too strict. All
// are decorators of the request handler, like the defects. Safe from any thread.

#include <string>
#include <utility>
#include <vector>

#include "defects/toolkit.h"

namespace invitro::defects {

struct Mutant {
  std::string name;   // the mutator and its place: "email.lower_case.stored"
  std::string rules;  // the rules that it breaks, separated by blanks
  Wrap wrap;          // each call creates separate state
  std::vector<std::pair<std::string, std::string>> policies = {};  // policies of the wrapped twin
};

/// Returns every server that breaks a rule, by area.
const std::vector<Mutant>& Mutants();

/// Returns every harmless server; their `rules` are empty.
const std::vector<Mutant>& HarmlessMutants();

std::vector<Mutant> AddressMutants();
std::vector<Mutant> ProjectMutants();
std::vector<Mutant> ShownFieldMutants();
std::vector<Mutant> IdMutants();
std::vector<Mutant> BodyTextMutants();
std::vector<Mutant> BodyFieldMutants();
std::vector<Mutant> RefusalMutants();
std::vector<Mutant> CacheMutants();
std::vector<Mutant> PageMutants();
std::vector<Mutant> SizeMutants();
std::vector<Mutant> ErrorMutants();
std::vector<Mutant> HeaderMutants();
std::vector<Mutant> KeyMutants();
std::vector<Mutant> TimeMutants();

}  // namespace invitro::defects
