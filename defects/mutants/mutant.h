#pragma once

// Servers that a machine makes: small mutators, each applied to every field, operation and side of
// the wire where it makes sense. Some hundreds of bugs that the suite was not written for, and, to
// keep it honest, ways to differ that a correct server may have. Decorators over the request
// handler, as the defects are. Safe from any thread.

#include <string>
#include <utility>
#include <vector>

#include "defects/toolkit.h"

namespace invitro::defects {

struct Mutant {
  std::string name;   // what is done, where: "email.lower_case.stored"
  std::string rules;  // each that it may rightly be reported under, with blanks between
  Wrap wrap;          // each call has a state of its own
  std::vector<std::pair<std::string, std::string>> policies = {};  // of the twin beneath
};

/// Every one that breaks a rule, by area.
const std::vector<Mutant>& Mutants();

/// Every one that breaks none; their `rules` are empty.
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
