#pragma once

// Invites that are there before anybody creates one: from a seed file, or by the control plane.

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "mock_server/organization/invite.h"

namespace invitro::tenant {

/// One invite as far as it was given; what was not is filled in as if it had been created now.
struct SeedInvite {
  std::optional<std::string> id = {};
  std::string email = {};
  organization::Role role = organization::Role::kReader;
  std::optional<organization::Status> status = {};
  std::optional<organization::UnixSeconds> created_at = {};
  std::optional<std::optional<organization::UnixSeconds>> expires_at = {};  // given as null: never
  std::optional<organization::UnixSeconds> accepted_at = {};
  std::optional<std::vector<organization::ProjectGrant>> projects = {};
};

/// Either so many made-up invites (seed-1@example.com, ...), or these.
struct SeedPlan {
  std::uint64_t count = 0;
  std::vector<SeedInvite> invites;
};

inline constexpr std::uint64_t kMostSeeded = 2'000'000;  // in one plan; memory is about 1 KB each

struct TenantState;

/// Carries the plan out, all or nothing. The error names the first invite that cannot be: its id is
/// taken, or given twice. Answers how many were made.
tl::expected<std::uint64_t, std::string> ApplySeed(TenantState& state, const SeedPlan& plan);

}  // namespace invitro::tenant
