#include "mock_server/tenant/tenants.h"

#include <utility>

namespace invitro::tenant {

Tenants::Tenants(Setup setup) : setup_(std::move(setup)) {
  StartingState start = setup_.start;
  start.seed = setup_.default_seed;
  auto tenant = std::make_unique<Tenant>(std::move(start), IdMint(setup_.seed, setup_.default_key));
  default_ = tenant.get();
  by_key_.emplace(setup_.default_key, std::move(tenant));
}

Tenant* Tenants::Find(std::string_view key) const {
  const ReaderLock lock(mutex_);
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : found->second.get();
}

Tenant* Tenants::Open(std::string_view key) {
  if (Tenant* known = Find(key)) return known;
  const WriterLock lock(mutex_);
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) return found->second.get();
  if (by_key_.size() >= setup_.maximum) return nullptr;
  auto tenant = std::make_unique<Tenant>(setup_.start, IdMint(setup_.seed, key));
  return by_key_.emplace(std::string(key), std::move(tenant)).first->second.get();
}

}  // namespace invitro::tenant
