#include "mock_server/organization/organization.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace invitro::organization {
namespace {

constexpr UnixSeconds kOneHour = 3600;
constexpr const char* kDefaultProject = "proj_default";

/// One '@' with something on both sides, and no space or control character: no more than "plain"
/// promises.
bool LooksLikeAddress(std::string_view email) {
  const std::size_t at = email.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == email.size()) return false;
  if (email.find('@', at + 1) != std::string_view::npos) return false;
  return std::ranges::none_of(email, [](unsigned char c) { return c <= ' ' || c == 0x7f; });
}

}  // namespace

std::vector<ProjectGrant> GrantsFor(std::optional<std::vector<ProjectGrant>> wish,
                                    OmittedProjects when_omitted) {
  if (wish) return *std::move(wish);
  switch (when_omitted) {
    case OmittedProjects::kDefaultProject:
      return {{kDefaultProject, ProjectRole::kMember}};
    case OmittedProjects::kEmpty:
      return {};
  }
  return {};
}

tl::expected<const Invite*, Refusal> Organization::Create(NewInvite wish, std::string id,
                                                          UnixSeconds now) {
  if (policies_.email_syntax == EmailSyntax::kPlain && !LooksLikeAddress(wish.email)) {
    return tl::unexpected(Refusal::kEmailSyntax);
  }
  if (const auto refusal = DuplicateRefusal(wish.email, now)) return tl::unexpected(*refusal);
  Invite invite;
  invite.id = std::move(id);
  invite.email = std::move(wish.email);
  invite.role = wish.role;
  invite.created_at = now;
  if (policies_.time_to_live_seconds > 0) invite.expires_at = now + policies_.time_to_live_seconds;
  invite.projects = GrantsFor(std::move(wish.projects), policies_.omitted_projects);
  return Adopt(std::move(invite));
}

tl::expected<const Invite*, Refusal> Organization::Adopt(Invite invite) {
  if (IdTaken(invite.id)) return tl::unexpected(Refusal::kIdTaken);
  invite.sequence = next_sequence_++;
  return Insert(std::move(invite));
}

const Invite* Organization::Insert(Invite invite) {
  const Place place{invite.created_at, invite.sequence};
  Invite* kept = &by_place_.emplace(place, std::move(invite)).first->second;
  by_id_.insert(kept);
  by_email_.Add(kept);
  return kept;
}

tl::expected<const Invite*, Refusal> Organization::Retrieve(std::string_view id) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return tl::unexpected(Refusal::kUnknownInvite);
  return *found;
}

tl::expected<Page, Refusal> Organization::List(std::size_t limit,
                                               std::optional<std::string_view> after) const {
  std::optional<Place> behind;
  if (after) {
    const auto place = CursorPlace(*after);
    if (!place && policies_.unknown_cursor == UnknownCursor::kEmptyPage) return Page{};
    if (!place) return tl::unexpected(place.error());
    behind = *place;
  }
  Page page;
  page.invites.reserve(std::min(limit, by_place_.size()));
  const auto take = [&page, limit](auto from, auto end) {
    for (; from != end && page.invites.size() < limit; ++from)
      page.invites.push_back(&from->second);
    page.has_more = from != end;
  };
  switch (policies_.list_order) {
    case ListOrder::kNewestFirst:
      take(std::make_reverse_iterator(behind ? by_place_.lower_bound(*behind) : by_place_.end()),
           by_place_.rend());
      break;
    case ListOrder::kOldestFirst:
      take(behind ? by_place_.upper_bound(*behind) : by_place_.begin(), by_place_.end());
      break;
  }
  return page;
}

tl::expected<Invite, Refusal> Organization::Delete(std::string_view id, UnixSeconds now) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return tl::unexpected(Refusal::kUnknownInvite);
  Invite* const invite = *found;
  switch (StatusAt(*invite, now)) {
    case Status::kAccepted:
      return tl::unexpected(Refusal::kAlreadyAccepted);
    case Status::kExpired:
      if (policies_.delete_expired == DeleteExpired::kRefuse) {
        return tl::unexpected(Refusal::kExpiredKept);
      }
      break;
    case Status::kPending:
      break;
  }
  const Place place{invite->created_at, invite->sequence};
  by_id_.erase(found);
  by_email_.Remove(invite);
  Invite gone = std::move(by_place_.extract(place).mapped());
  deleted_.emplace(gone.id, place);
  return gone;
}

tl::expected<const Invite*, Refusal> Organization::Accept(std::string_view id, UnixSeconds now) {
  const auto invite = Pending(id, now);
  if (!invite) return invite;
  (*invite)->recorded = Status::kAccepted;
  (*invite)->accepted_at = std::max(now, (*invite)->created_at);
  return invite;
}

tl::expected<const Invite*, Refusal> Organization::Expire(std::string_view id, UnixSeconds now) {
  const auto invite = Pending(id, now);
  if (!invite) return invite;
  (*invite)->recorded = Status::kExpired;
  const UnixSeconds latest = (*invite)->expires_at.value_or(now);
  (*invite)->expires_at = std::max((*invite)->created_at, std::min(latest, now));
  return invite;
}

Status Organization::StatusAt(const Invite& invite, UnixSeconds now) const {
  if (invite.recorded != Status::kPending || !invite.expires_at) return invite.recorded;
  const UnixSeconds lateness = policies_.expiry == Expiry::kOneHourLate ? kOneHour : 0;
  return now - lateness >= *invite.expires_at ? Status::kExpired : Status::kPending;
}

tl::expected<Invite*, Refusal> Organization::Pending(std::string_view id, UnixSeconds now) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return tl::unexpected(Refusal::kUnknownInvite);
  if (StatusAt(**found, now) != Status::kPending) return tl::unexpected(Refusal::kNotPending);
  return *found;
}

std::optional<Refusal> Organization::DuplicateRefusal(std::string_view email,
                                                      UnixSeconds now) const {
  std::optional<Refusal> refusal;
  by_email_.AnyOf(email, [&](const Invite& other) {
    if (policies_.email_case == EmailCase::kDistinct && other.email != email) return false;
    switch (StatusAt(other, now)) {
      case Status::kPending:
        if (policies_.duplicate_pending != Duplicate::kAllow) refusal = Refusal::kDuplicatePending;
        break;
      case Status::kAccepted:
        if (policies_.duplicate_accepted != Duplicate::kAllow)
          refusal = Refusal::kDuplicateAccepted;
        break;
      case Status::kExpired:
        break;
    }
    return refusal.has_value();
  });
  return refusal;
}

tl::expected<Place, Refusal> Organization::CursorPlace(std::string_view after) const {
  if (const auto found = by_id_.find(after); found != by_id_.end()) {
    return Place{(*found)->created_at, (*found)->sequence};
  }
  const auto gone = deleted_.find(after);
  if (gone == deleted_.end() || policies_.deleted_cursor == DeletedCursor::kAsUnknown) {
    return tl::unexpected(Refusal::kUnknownCursor);
  }
  return gone->second;
}

bool Organization::IdTaken(std::string_view id) const {
  return by_id_.contains(id) || deleted_.contains(id);
}

}  // namespace invitro::organization
