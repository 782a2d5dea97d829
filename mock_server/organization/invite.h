#pragma once

// What an invite is, to the twin. Plain values; copying one is safe anywhere.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace invitro::organization {

using UnixSeconds = std::int64_t;

/// How many invites the organization had made before this one: never reused, also after deletions.
using Sequence = std::uint64_t;

enum class Role { kReader, kOwner };
enum class ProjectRole { kMember, kOwner };
enum class Status { kPending, kAccepted, kExpired };

struct ProjectGrant {
  std::string id;
  ProjectRole role = ProjectRole::kMember;

  bool operator==(const ProjectGrant&) const = default;
};

/// What a caller asks for. `projects` omitted (nullopt) and empty are different wishes.
struct NewInvite {
  std::string email;
  Role role = Role::kReader;
  std::optional<std::vector<ProjectGrant>> projects;
};

struct Invite {
  std::string id;
  std::string email;
  Role role = Role::kReader;
  Status recorded = Status::kPending;  // what was last decided; time may have expired it since
  UnixSeconds created_at = 0;
  std::optional<UnixSeconds> expires_at;   // nullopt: never
  std::optional<UnixSeconds> accepted_at;  // set if and only if accepted
  std::vector<ProjectGrant> projects;
  Sequence sequence = 0;

  bool operator==(const Invite&) const = default;
};

/// An invite's place in the list: by time, then by the order of the commits. A deleted invite's
/// place is remembered, so that a cursor on it still says where to go on.
struct Place {
  UnixSeconds created_at = 0;
  Sequence sequence = 0;

  auto operator<=>(const Place&) const = default;  // NOLINT(modernize-use-nullptr): its mistake
};

}  // namespace invitro::organization
