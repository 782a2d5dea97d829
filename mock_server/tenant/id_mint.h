#pragma once

// Names for new things, out of a seed and a count alone: the same seed and count always give the
// same name, and another organization's traffic never enters. Pure; safe from any thread.

#include <cstdint>
#include <string>
#include <string_view>

#include "mock_server/organization/policies.h"

namespace invitro::tenant {

class IdMint {
 public:
  /// `server_seed` is the run's, `owner` the key of the organization ("" for requests that have
  /// none).
  IdMint(std::uint64_t server_seed, std::string_view owner);

  /// "invite-" and 24 letters and digits. `attempt` steps aside where a seeded invite took the
  /// name.
  std::string InviteId(organization::IdPrefix prefix, std::uint64_t sequence,
                       std::uint64_t attempt) const;

  /// "req_" and 32 hexadecimal digits.
  std::string RequestId(std::uint64_t count) const;

 private:
  std::uint64_t seed_;
};

}  // namespace invitro::tenant
