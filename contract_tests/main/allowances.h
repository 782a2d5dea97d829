#pragma once

// Reads what --allow names: the rules from which a target is known to depart.

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "invitro/contract.h"

namespace invitro::contract {

/// Each of `given` is the id of a rule ("INV-DELETE-08") or the path of a file with an id and a
/// reason a line; empty lines and comments, which a '#' followed by a blank begins, are skipped.
/// The error is one line: an unknown id with the list of ids, a file that cannot be read or is
/// larger than 1 MiB, or a line of a file that does not begin with an id.
tl::expected<std::vector<AllowedDeparture>, std::string> ReadAllowances(
    const std::vector<std::string>& given);

}  // namespace invitro::contract
