#pragma once

// The command line `invitro` as a function, so that tests run it without a process or a network.

#include <functional>
#include <ostream>

#include "invitro/client.h"

namespace invitro::cli {

/// The world around a command; main() gives the real one.
struct World {
  std::function<const char*(const char*)> environment;
  std::function<Result<Client>(const ClientOptions&)> connect;
  std::ostream& out;
  std::ostream& err;
};

/// What a command ends with.
enum class Exit {
  kOk = 0,
  kRefused = 1,      // by the API, or its answer breaks the contract
  kUnreachable = 2,  // no whole answer; or the output could not be written
  kUsage = 3,        // wrong flags, no key
};

Exit Run(int argc, const char* const* argv, const World& world);

}  // namespace invitro::cli
