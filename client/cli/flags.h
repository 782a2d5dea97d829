#pragma once

// What a user typed, as data.

#include <optional>
#include <ostream>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "client/cli/cli.h"

namespace invitro::cli {

enum class Command { kList, kCreate, kGet, kDelete, kAccept, kExpire };

struct Flags {
  Command command = Command::kList;
  ClientOptions client;
  std::string id;     // of get, delete, accept, expire
  NewInvite wish;     // of create
  PageRequest page;   // of list
  bool all = false;   // of list: walk every page
  bool json = false;  // for scripts
};

/// The flags, over what the environment says; or how to end, once help, the version or what is
/// wrong is printed.
tl::expected<Flags, Exit> ReadFlags(int argc, const char* const* argv, const World& world);

}  // namespace invitro::cli
