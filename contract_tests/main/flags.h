#pragma once

// The command line of invitro-contract, to options. GoogleTest has taken its own flags before.

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "invitro/contract.h"

namespace invitro::contract {

enum class Exit { kHolds = 0, kBroken = 1, kCannotLook = 2, kUsage = 3, kCleanUpFailed = 4 };

struct Flags {
  std::string target = "twin";             // or a URL
  std::vector<std::string> allow;          // as typed, for the command that reproduces a failure
  std::string sweep;                       // a ledger's path: sweep and nothing else
  std::optional<std::string> description;  // a file or URL: compare it and nothing else
  std::vector<std::pair<std::string, std::string>> policies;  // of the own twin
  ContractOptions contract;
};

/// The error is how the program is to end at once: after --help, --version or wrong usage, about
/// which a line was written.
tl::expected<Flags, Exit> ReadFlags(int argc, char** argv);

}  // namespace invitro::contract
