#pragma once

// The rules of invites, and nothing else: no HTTP, no JSON, no clock, no random, no lock. Time and
// new ids are arguments; answers are values. Not safe for use by two threads at once: whoever
// shares one locks it. Pointers to invites that it hands out hold until that invite is deleted or
// the organization is gone.
//
// Costs: with n invites ever made, every call is O(log n), and List O(log n + the page's length).

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "mock_server/organization/email_index.h"
#include "mock_server/organization/invite.h"
#include "mock_server/organization/policies.h"

namespace invitro::organization {

/// Why the organization says no. What a caller is told about it (status, code, words) is the API's
/// part.
enum class Refusal {
  kUnknownInvite,      // there is no such invite, or no longer
  kDuplicatePending,   // a pending invite to this address exists
  kDuplicateAccepted,  // an accepted one does
  kEmailSyntax,        // not an address, where the policy looks
  kAlreadyAccepted,    // accepted: cannot be deleted
  kExpiredKept,        // expired: cannot be deleted, where the policy says so
  kNotPending,         // only a pending invite can be accepted or expired
  kUnknownCursor,      // `after` names no invite of this list
  kIdTaken,            // that id is in use, or was
};

/// What a wish for projects comes to: the given ones as given, [] none, omitted as the policy says.
/// Rules INV-CREATE-05 to -07.
std::vector<ProjectGrant> GrantsFor(std::optional<std::vector<ProjectGrant>> wish,
                                    OmittedProjects when_omitted);

struct Page {
  std::vector<const Invite*> invites;
  bool has_more = false;
};

struct Deleted {
  std::string id;
  Place place;
};

class Organization {
 public:
  explicit Organization(const Policies& policies) : policies_(policies) {}
  Organization(Organization&&) = default;
  Organization& operator=(Organization&&) = default;

  const Policies& policies() const { return policies_; }
  void SetPolicies(const Policies& policies) { policies_ = policies; }

  /// Makes a pending invite named `id` at `now`. Refused: kDuplicatePending, kDuplicateAccepted,
  /// kEmailSyntax (as the policies say), kIdTaken. Rules INV-CREATE-01 to -08, INV-LIFE-01.
  tl::expected<const Invite*, Refusal> Create(NewInvite wish, std::string id, UnixSeconds now);

  /// The invite as it is. Refused: kUnknownInvite. Rule INV-GET-01.
  tl::expected<const Invite*, Refusal> Retrieve(std::string_view id) const;

  /// At most `limit` (1 or more) invites, from behind `after` on, or from the start without one.
  /// Refused: kUnknownCursor, where the policies do not ask for an empty page. Rules INV-PAGE-*.
  tl::expected<Page, Refusal> List(std::size_t limit, std::optional<std::string_view> after) const;

  /// Removes the invite; answers what it was. Refused, changing nothing: kUnknownInvite,
  /// kAlreadyAccepted, kExpiredKept. Rules INV-DELETE-*.
  tl::expected<Invite, Refusal> Delete(std::string_view id, UnixSeconds now);

  /// pending -> accepted, at `now`. Refused: kUnknownInvite, kNotPending. Rule INV-LIFE-02.
  tl::expected<const Invite*, Refusal> Accept(std::string_view id, UnixSeconds now);

  /// pending -> expired; expires_at becomes the earlier of itself and `now`, though never earlier
  /// than created_at. Refused: kUnknownInvite, kNotPending. Rule INV-LIFE-03.
  tl::expected<const Invite*, Refusal> Expire(std::string_view id, UnixSeconds now);

  /// What the invite is at `now`: a pending one whose time has passed is expired, once the policy
  /// lets it show. Rule INV-LIFE-04.
  Status StatusAt(const Invite& invite, UnixSeconds now) const;

  /// Puts an invite in as given, but for its sequence, which is the next. Refused: kIdTaken.
  tl::expected<const Invite*, Refusal> Adopt(Invite invite);

  /// The sequence of the next invite: how many were ever made. Ids are minted from it.
  Sequence next_sequence() const { return next_sequence_; }
  std::size_t size() const { return by_place_.size(); }
  bool IdTaken(std::string_view id) const;

  /// Snapshots: everything in the order of places, and the way back. Restore refuses (false,
  /// nothing changed) a set whose ids are not unique or whose sequences are not 0 to n-1 once each.
  const std::map<Place, Invite>& invites() const { return by_place_; }
  std::vector<Deleted> DeletedByPlace() const;
  [[nodiscard]] bool Restore(std::vector<Invite> invites, std::vector<Deleted> deleted);

 private:
  struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct IdHash : StringHash {
    using StringHash::operator();
    std::size_t operator()(const Invite* invite) const {
      return (*this)(std::string_view(invite->id));
    }
  };
  struct SameId {
    using is_transparent = void;
    bool operator()(const Invite* a, const Invite* b) const { return a->id == b->id; }
    bool operator()(const Invite* a, std::string_view b) const { return a->id == b; }
    bool operator()(std::string_view a, const Invite* b) const { return a == b->id; }
  };

  std::optional<Refusal> DuplicateRefusal(std::string_view email, UnixSeconds now) const;
  tl::expected<Invite*, Refusal> Pending(std::string_view id, UnixSeconds now);
  tl::expected<Place, Refusal> CursorPlace(std::string_view after) const;
  const Invite* Insert(Invite invite);

  Policies policies_;
  std::map<Place, Invite> by_place_;  // its nodes never move: the indexes below point into it
  std::unordered_set<Invite*, IdHash, SameId> by_id_;
  EmailIndex by_email_;
  std::unordered_map<std::string, Place, StringHash, std::equal_to<>> deleted_;
  Sequence next_sequence_ = 0;
};

}  // namespace invitro::organization
