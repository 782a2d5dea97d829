#pragma once

// The command line of invitro-server.

#include <string>
#include <tl/expected.hpp>

#include "invitro/mock_server.h"

namespace invitro::program {

struct Flags {
  MockServerOptions server;
  std::string port_file;
};

/// What a program ends with: 0 well, 1 could not start, 3 wrong usage.
enum class Exit { kOk = 0, kCannotStart = 1, kUsage = 3 };

/// The flags; or how to end, once --help, --version or what is wrong has been printed.
tl::expected<Flags, Exit> ReadFlags(int argc, const char* const* argv);

}  // namespace invitro::program
