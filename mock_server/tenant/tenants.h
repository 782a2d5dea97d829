#pragma once

// Every admin key is an organization of its own, made at its first use. Safe from any thread; the
// organizations live as long as this.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "mock_server/tenant/tenant.h"
#include "support/mutex.h"

namespace invitro::tenant {

class Tenants {
 public:
  struct Setup {
    std::uint64_t seed = 0;        // of all ids
    std::string default_key = {};  // its organization is there from the start, with `default_seed`
    std::size_t maximum = 1000;    // organizations, the default one included
    StartingState start = {};      // of every organization
    std::shared_ptr<const SeedPlan> default_seed = {};
  };

  explicit Tenants(Setup setup);

  /// The organization of `key`, made now if it is new; null where that would be one too many.
  Tenant* Open(std::string_view key);

  /// The organization of `key` if it has one.
  Tenant* Find(std::string_view key) const;

  Tenant& default_tenant() { return *default_; }
  std::size_t maximum() const { return setup_.maximum; }

 private:
  const Setup setup_;
  mutable SharedMutex mutex_;
  std::map<std::string, std::unique_ptr<Tenant>, std::less<>> by_key_ GUARDED_BY(mutex_);
  Tenant* default_;
};

}  // namespace invitro::tenant
