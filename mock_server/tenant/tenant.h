#pragma once

// One admin key's organization with all that belongs to it: clock, kept texts, limits, journal.
// Tenants share nothing with each other. A Tenant is safe from any thread: its state is reached
// only through Do, which holds the lock for the length of the call.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "mock_server/organization/organization.h"
#include "mock_server/tenant/faults.h"
#include "mock_server/tenant/id_mint.h"
#include "mock_server/tenant/invite_texts.h"
#include "mock_server/tenant/journal.h"
#include "mock_server/tenant/rate_limits.h"
#include "mock_server/tenant/seed.h"
#include "mock_server/tenant/twin_clock.h"
#include "support/mutex.h"

namespace invitro::tenant {

/// How an organization begins, and what `reset` brings it back to.
struct StartingState {
  organization::Policies policies = {};
  std::optional<UnixSeconds> frozen_at = {};
  std::shared_ptr<const SeedPlan> seed = {};  // may be null
};

struct TenantState {
  TenantState(const StartingState& start, const IdMint& id_mint)
      : organization(start.policies), clock(start.frozen_at), mint(id_mint) {}

  /// A name for the organization's next invite: one that nothing in it has or had, and that is not
  /// among the `reserved` ones (may be null).
  std::string NextInviteId(const std::unordered_set<std::string_view>* reserved = nullptr) const;

  organization::Organization organization;
  InviteTexts texts;
  TwinClock clock;
  RateLimits limits;
  Faults faults;
  IdMint mint;
};

class Tenant {
 public:
  /// `start.seed` must have been tried before (Tenants does): one that cannot be carried out is
  /// left out.
  Tenant(StartingState start, const IdMint& mint);

  /// Calls `act(TenantState&)` alone with the state; answers what it answers.
  template <class Act>
  auto Do(Act act) {
    const MutexLock lock(mutex_);
    return act(*state_);
  }

  /// Back to the starting state: invites, clock, policies, limits; the journal is emptied.
  void Reset();

  Journal& journal() { return journal_; }

  /// The name of this organization's next request: they count from 0 on their own.
  std::string NextRequestId() { return mint_.RequestId(requests_++); }

 private:
  std::unique_ptr<TenantState> Fresh() const;

  const StartingState start_;
  const IdMint mint_;
  std::atomic<std::uint64_t> requests_ = 0;
  Mutex mutex_;
  std::unique_ptr<TenantState> state_ GUARDED_BY(mutex_) PT_GUARDED_BY(mutex_);
  Journal journal_;
};

}  // namespace invitro::tenant
