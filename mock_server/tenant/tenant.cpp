#include "mock_server/tenant/tenant.h"

namespace invitro::tenant {

std::string TenantState::NextInviteId(const std::unordered_set<std::string_view>* reserved) const {
  std::string id;
  std::uint64_t attempt = 0;
  do {
    id = mint.InviteId(organization.policies().id_prefix, organization.next_sequence(), attempt++);
  } while (organization.IdTaken(id) || (reserved && reserved->contains(id)));
  return id;
}

Tenant::Tenant(StartingState start, const IdMint& mint)
    : start_(std::move(start)), mint_(mint), state_(Fresh()) {}

void Tenant::Reset() {
  std::unique_ptr<TenantState> next = Fresh();  // a large seed is planted outside the lock
  {
    const MutexLock lock(mutex_);
    state_.swap(next);
    journal_.Clear();  // with the state: what takes effect after this stays
    requests_ = 0;
  }
}

std::unique_ptr<TenantState> Tenant::Fresh() const {
  auto state = std::make_unique<TenantState>(start_, mint_);
  if (start_.seed) {
    const auto made = ApplySeed(*state, *start_.seed);
    static_cast<void>(
        made);  // a plan that fails leaves nothing behind; the server tried it at its start
  }
  return state;
}

}  // namespace invitro::tenant
