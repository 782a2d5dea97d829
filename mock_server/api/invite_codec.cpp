#include "mock_server/api/invite_codec.h"

#include "mock_server/api/json_text.h"

namespace invitro::api {
namespace {

using organization::Dialect;
using organization::Invite;
using organization::OptionalFields;
using organization::Policies;
using organization::UnixSeconds;

void AppendName(std::string& out, std::string_view name) {
  out += ",\"";
  out += name;
  out += "\":";
}

void AppendNumber(std::string& out, std::string_view name, UnixSeconds value) {
  AppendName(out, name);
  out += std::to_string(value);
}

void AppendOptional(std::string& out, std::string_view name, std::optional<UnixSeconds> value,
                    OptionalFields when_none) {
  if (value) {
    AppendNumber(out, name, *value);
  } else if (when_none == OptionalFields::kNull) {
    AppendName(out, name);
    out += "null";
  }
}

void AppendMade(std::string& out, UnixSeconds made, Dialect dialect) {
  switch (dialect) {
    case Dialect::kBoth:
      AppendNumber(out, "invited_at", made);
      AppendNumber(out, "created_at", made);
      break;
    case Dialect::kCreatedAt:
      AppendNumber(out, "created_at", made);
      break;
    case Dialect::kInvitedAt:
      AppendNumber(out, "invited_at", made);
      break;
  }
}

void AppendProjects(std::string& out, const std::vector<organization::ProjectGrant>& projects) {
  AppendName(out, "projects");
  out += '[';
  for (std::size_t i = 0; i < projects.size(); ++i) {
    out += i == 0 ? "{\"id\":" : ",{\"id\":";
    AppendJsonString(out, projects[i].id);
    out += ",\"role\":\"";
    out += ProjectRoleText(projects[i].role);
    out += "\"}";
  }
  out += ']';
}

}  // namespace

std::string_view RoleText(organization::Role role) {
  switch (role) {
    case organization::Role::kReader:
      return "reader";
    case organization::Role::kOwner:
      return "owner";
  }
  return "";
}

std::string_view ProjectRoleText(organization::ProjectRole role) {
  switch (role) {
    case organization::ProjectRole::kMember:
      return "member";
    case organization::ProjectRole::kOwner:
      return "owner";
  }
  return "";
}

std::string_view StatusText(organization::Status status) {
  switch (status) {
    case organization::Status::kPending:
      return "pending";
    case organization::Status::kAccepted:
      return "accepted";
    case organization::Status::kExpired:
      return "expired";
  }
  return "";
}

std::string EncodeInvite(const Invite& invite, organization::Status status,
                         const Policies& policies) {
  std::string out;
  constexpr std::size_t kUsual = 320;
  out.reserve(kUsual);
  out += R"({"object":"organization.invite","id":)";
  AppendJsonString(out, invite.id);
  out += R"(,"email":)";
  AppendJsonString(out, invite.email);
  out += R"(,"role":")";
  out += RoleText(invite.role);
  out += '"';
  AppendMade(out, invite.created_at, policies.dialect);
  const bool required = policies.dialect == Dialect::kInvitedAt;  // the older one has it always
  AppendOptional(out, "expires_at", invite.expires_at,
                 required ? OptionalFields::kNull : policies.optional_fields);
  AppendOptional(out, "accepted_at", invite.accepted_at, policies.optional_fields);
  out += R"(,"status":")";
  out += StatusText(status);
  out += '"';
  AppendProjects(out, invite.projects);
  out += '}';
  return out;
}

void AppendListEnd(std::string& out, const organization::Page& page, const Policies& policies) {
  if (!page.invites.empty()) {
    AppendName(out, "first_id");
    AppendJsonString(out, page.invites.front()->id);
    AppendName(out, "last_id");
    AppendJsonString(out, page.invites.back()->id);
  } else if (policies.optional_fields == OptionalFields::kNull) {
    out += R"(,"first_id":null,"last_id":null)";
  }
  AppendName(out, "has_more");
  out += page.has_more ? "true}" : "false}";
}

std::string EncodeDeletion(std::string_view id) {
  std::string out = R"({"object":"organization.invite.deleted","id":)";
  AppendJsonString(out, id);
  out += R"(,"deleted":true})";
  return out;
}

}  // namespace invitro::api
