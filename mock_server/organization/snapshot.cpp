// The organization's way into a snapshot and back; the rest of it is in organization.cpp.

#include <algorithm>
#include <utility>

#include "mock_server/organization/organization.h"

namespace invitro::organization {

std::vector<Deleted> Organization::DeletedByPlace() const {
  std::vector<Deleted> all;
  all.reserve(deleted_.size());
  for (const auto& [id, place] : deleted_) all.push_back({id, place});
  std::ranges::sort(all, {}, &Deleted::place);
  return all;
}

bool Organization::Restore(std::vector<Invite> invites, std::vector<Deleted> deleted) {
  Organization fresh(policies_);
  const Sequence made = invites.size() + deleted.size();
  std::vector<bool> seen(made, false);
  const auto first_use = [&](std::string_view id, Sequence sequence) {
    if (sequence >= made || seen[sequence] || fresh.IdTaken(id)) return false;
    seen[sequence] = true;
    return true;
  };
  for (Deleted& gone : deleted) {
    if (!first_use(gone.id, gone.place.sequence)) return false;
    fresh.deleted_.emplace(std::move(gone.id), gone.place);
  }
  for (Invite& invite : invites) {
    if (!first_use(invite.id, invite.sequence)) return false;
    fresh.Insert(std::move(invite));
  }
  fresh.next_sequence_ = made;
  *this = std::move(fresh);
  return true;
}

}  // namespace invitro::organization
