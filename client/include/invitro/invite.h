#pragma once

// The Invites API's values, as the client reads them. It believes what the server says: a role or
// status that it does not know is kept as text. Plain data.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace invitro {

/// Seconds since 1970-01-01T00:00:00Z.
using UnixSeconds = std::int64_t;

enum class InviteStatus { kPending, kAccepted, kExpired, kOther };

struct ProjectGrant {
  std::string id;
  std::string role;  // "member" or "owner"

  bool operator==(const ProjectGrant&) const = default;
};

struct Invite {
  std::string id;
  std::string email;
  std::string role;  // "reader" or "owner"
  InviteStatus status = InviteStatus::kOther;
  std::string status_text;  // as it was written
  std::optional<UnixSeconds>
      created_at;  // of either dialect: `created_at` or the older `invited_at`
  std::optional<UnixSeconds> expires_at;
  std::optional<UnixSeconds> accepted_at;
  std::vector<ProjectGrant> projects;  // empty also where the older dialect has none
};

struct InvitePage {
  std::vector<Invite> data;
  bool has_more = false;
  std::optional<std::string> first_id;
  std::optional<std::string> last_id;
};

/// What to ask for. Nothing is checked here: what is wrong is the server's to say.
struct NewInvite {
  std::string email;
  std::string role = "reader";
  std::optional<std::vector<ProjectGrant>> projects;  // nullopt: the default project; empty: none
};

struct PageRequest {
  std::optional<std::int64_t> limit;  // the API takes 1 to 100, both included; 20 without one
  std::optional<std::string> after;   // an invite's id: the page begins behind it
};

}  // namespace invitro
