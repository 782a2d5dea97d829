#include "mock_server/control/seed_codec.h"

#include "mock_server/control/object_codec.h"
#include "mock_server/tenant/twin_clock.h"

namespace invitro::control {
namespace {

using nlohmann::json;
using organization::ProjectGrant;
using organization::ProjectRole;
using organization::Role;
using organization::Status;
using tenant::kLastSecond;

std::optional<organization::UnixSeconds> Stamp(ObjectReader& reader, const char* name) {
  const json* member = reader.Member(name);
  if (member && member->is_null()) return std::nullopt;
  return reader.Integer(name, 0, kLastSecond);
}

std::optional<std::vector<ProjectGrant>> ReadProjects(ObjectReader& reader) {
  const json* list = reader.Member("projects");
  if (!list) return std::nullopt;
  std::vector<ProjectGrant> projects;
  if (!list->is_array()) {
    reader.Fail("projects", "must be an array");
    return projects;
  }
  for (const json& item : *list) {
    ObjectReader project(item,
                         reader.PathOf("projects") + "[" + std::to_string(projects.size()) + "]");
    project.Require("id");
    const auto role = project.Word<ProjectRole>(
        "role", {{"member", ProjectRole::kMember}, {"owner", ProjectRole::kOwner}});
    projects.push_back({project.Text("id").value_or(""), role.value_or(ProjectRole::kMember)});
    if (const auto error = project.Error()) reader.Fail("projects", "is wrong: " + *error);
  }
  return projects;
}

}  // namespace

tenant::SeedInvite ReadInvite(ObjectReader& reader) {
  tenant::SeedInvite invite;
  reader.Member("object");
  invite.id = reader.Text("id");
  if (invite.id && invite.id->empty()) reader.Fail("id", "must not be empty");
  reader.Require("email");
  invite.email = reader.Text("email").value_or("");
  invite.role = reader.Word<Role>("role", {{"reader", Role::kReader}, {"owner", Role::kOwner}})
                    .value_or(Role::kReader);
  invite.status = reader.Word<Status>("status", {{"pending", Status::kPending},
                                                 {"accepted", Status::kAccepted},
                                                 {"expired", Status::kExpired}});
  const auto invited_at = Stamp(reader, "invited_at");
  invite.created_at = Stamp(reader, "created_at");
  if (!invite.created_at) invite.created_at = invited_at;
  if (reader.Member("expires_at")) invite.expires_at = Stamp(reader, "expires_at");
  invite.accepted_at = Stamp(reader, "accepted_at");
  if (invite.accepted_at && invite.status != Status::kAccepted) {
    reader.Fail("accepted_at", "is only for an invite whose status is accepted");
  }
  invite.projects = ReadProjects(reader);
  return invite;
}

tl::expected<tenant::SeedPlan, std::string> DecodeSeed(std::string_view text) {
  const auto body = ParseBody(text);
  if (!body) return tl::unexpected(body.error());
  ObjectReader reader(*body, "");
  tenant::SeedPlan plan;
  const auto count = reader.Integer("count", 0, tenant::kMostSeeded);
  const json* invites = reader.Member("invites");
  if ((count.has_value() ? 1 : 0) + (invites ? 1 : 0) != 1 && body->is_object()) {
    if (const auto error = reader.Error()) return tl::unexpected(*error);
    return tl::unexpected(std::string("give either 'count' or 'invites'"));
  }
  if (invites && !invites->is_array()) reader.Fail("invites", "must be an array");
  if (const auto error = reader.Error()) return tl::unexpected(*error);
  plan.count = static_cast<std::uint64_t>(count.value_or(0));
  if (!invites) return plan;
  for (const json& item : *invites) {
    ObjectReader invite(item, "invites[" + std::to_string(plan.invites.size()) + "]");
    plan.invites.push_back(ReadInvite(invite));
    if (const auto error = invite.Error()) return tl::unexpected(*error);
  }
  return plan;
}

}  // namespace invitro::control
