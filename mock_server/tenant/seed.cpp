#include "mock_server/tenant/seed.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "mock_server/tenant/tenant.h"

namespace invitro::tenant {
namespace {

using organization::Invite;
using organization::Status;

using GivenIds = std::unordered_set<std::string_view>;

tl::expected<GivenIds, std::string> IdsGiven(const TenantState& state, const SeedPlan& plan) {
  GivenIds given;
  for (const SeedInvite& seed : plan.invites) {
    if (!seed.id) continue;
    if (!given.insert(*seed.id).second || state.organization.IdTaken(*seed.id)) {
      return tl::unexpected("the id '" + *seed.id + "' is taken already, or given twice");
    }
  }
  return given;
}

Invite Complete(TenantState& state, const SeedInvite& seed, const GivenIds& given) {
  const organization::Policies& policies = state.organization.policies();
  const UnixSeconds now = state.clock.Now();
  Invite invite;
  invite.id = seed.id ? *seed.id : state.NextInviteId(&given);
  invite.email = seed.email;
  invite.role = seed.role;
  invite.recorded = seed.status.value_or(Status::kPending);
  invite.created_at = seed.created_at.value_or(now);
  if (seed.expires_at) {
    invite.expires_at = *seed.expires_at;
  } else if (policies.time_to_live_seconds > 0) {
    invite.expires_at = invite.created_at + policies.time_to_live_seconds;
  }
  if (invite.recorded == Status::kAccepted) {
    invite.accepted_at = std::max(invite.created_at, seed.accepted_at.value_or(now));
  }
  invite.projects = organization::GrantsFor(seed.projects, policies.omitted_projects);
  return invite;
}

}  // namespace

tl::expected<std::uint64_t, std::string> ApplySeed(TenantState& state, const SeedPlan& plan) {
  const auto given = IdsGiven(state, plan);
  if (!given) return tl::unexpected(given.error());
  std::uint64_t made = 0;
  const auto adopt = [&](const SeedInvite& seed) {
    if (state.organization.Adopt(Complete(state, seed, *given))) ++made;
  };
  for (std::uint64_t i = 0; i < plan.count; ++i) {
    SeedInvite seed;
    seed.email = "seed-" + std::to_string(state.organization.next_sequence() + 1) + "@example.com";
    adopt(seed);
  }
  for (const SeedInvite& seed : plan.invites) adopt(seed);
  return made;
}

}  // namespace invitro::tenant
