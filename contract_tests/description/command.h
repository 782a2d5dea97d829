#pragma once

// invitro-contract --description: compares OpenAI's description with ours.

#include <iosfwd>
#include <string>

#include "contract_tests/description/source.h"

namespace invitro::description {

/// Writes each difference between `source` and fixtures/openapi.json as a line to `out`, then a
/// line that sums up. Returns the program's exit code: 0 if there are none, 1 if there are, 2 if
/// the description could not be read or the lines not written, which is then said in a line to
/// `err`.
int CompareWithOurs(const std::string& source, const SourceOptions& options, std::ostream& out,
                    std::ostream& err);

}  // namespace invitro::description
