#pragma once

// Invites by address, the case of its ASCII letters folded, so that one index answers under either
// policy about case. Points at invites that somebody else keeps. Not safe for two threads at once.

#include <string_view>
#include <unordered_set>

#include "mock_server/organization/invite.h"

namespace invitro::organization {

class EmailIndex {
 public:
  void Add(const Invite* invite) { invites_.insert(invite); }
  void Remove(const Invite* invite);
  void Clear() { invites_.clear(); }

  /// Calls `visit(const Invite&)` for each invite to that address, case ignored, until one call
  /// answers true; answers whether one did.
  template <class Visit>
  bool AnyOf(std::string_view email, Visit visit) const {
    const auto [first, last] = invites_.equal_range(email);
    for (auto at = first; at != last; ++at) {
      if (visit(**at)) return true;
    }
    return false;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view email) const;
    std::size_t operator()(const Invite* invite) const {
      return (*this)(std::string_view(invite->email));
    }
  };
  struct Same {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
    bool operator()(const Invite* a, const Invite* b) const { return (*this)(a->email, b->email); }
    bool operator()(const Invite* a, std::string_view b) const { return (*this)(a->email, b); }
    bool operator()(std::string_view a, const Invite* b) const { return (*this)(a, b->email); }
  };

  std::unordered_multiset<const Invite*, Hash, Same> invites_;
};

}  // namespace invitro::organization
