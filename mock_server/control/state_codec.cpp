#include "mock_server/control/state_codec.h"

#include <utility>

#include "mock_server/api/invite_codec.h"
#include "mock_server/api/json_text.h"
#include "mock_server/control/object_codec.h"
#include "mock_server/control/policies_codec.h"
#include "mock_server/control/seed_codec.h"

namespace invitro::control {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using organization::Deleted;
using organization::Invite;
using organization::Status;
using tenant::kLastSecond;
using tenant::TenantState;
using tenant::TwinClock;

constexpr std::int64_t kMostSequence = INT64_MAX;

std::string EncodeRecorded(const Invite& invite) {
  ordered_json projects = ordered_json::array();
  for (const organization::ProjectGrant& project : invite.projects) {
    projects.push_back({{"id", project.id}, {"role", api::ProjectRoleText(project.role)}});
  }
  ordered_json text{{"sequence", invite.sequence},
                    {"id", invite.id},
                    {"email", invite.email},
                    {"role", api::RoleText(invite.role)},
                    {"status", api::StatusText(invite.recorded)},
                    {"created_at", invite.created_at},
                    {"expires_at", nullptr},
                    {"accepted_at", nullptr},
                    {"projects", std::move(projects)}};
  if (invite.expires_at) text["expires_at"] = *invite.expires_at;
  if (invite.accepted_at) text["accepted_at"] = *invite.accepted_at;
  return text.dump();
}

std::string EncodeDeleted(const Deleted& gone) {
  return ordered_json{
      {"sequence", gone.place.sequence}, {"id", gone.id}, {"created_at", gone.place.created_at}}
      .dump();
}

std::string EncodeClock(const TwinClock& clock, organization::UnixSeconds now) {
  if (clock.frozen()) return ordered_json{{"frozen", true}, {"now", now}}.dump();
  return ordered_json{{"frozen", false}, {"ahead_of_wall_seconds", clock.ahead_s()}}.dump();
}

TwinClock ReadClock(ObjectReader& body) {
  body.Require("clock");
  const json* member = body.Member("clock");
  if (!member) return TwinClock();
  ObjectReader reader(*member, "clock");
  reader.Require("frozen");
  const bool frozen = reader.Flag("frozen").value_or(false);
  const auto number = frozen ? reader.Integer("now", 0, kLastSecond)
                             : reader.Integer("ahead_of_wall_seconds", -kLastSecond, kLastSecond);
  if (const auto error = reader.Error()) body.Fail("clock", "is wrong: " + *error);
  if (!number) body.Fail("clock", "needs 'now' if it is frozen, 'ahead_of_wall_seconds' otherwise");
  return frozen ? TwinClock(number.value_or(0)) : TwinClock::RunningAhead(number.value_or(0));
}

Invite ReadRecorded(ObjectReader& reader) {
  for (const char* name : {"sequence", "id", "role", "status", "created_at", "projects"}) {
    reader.Require(name);
  }
  tenant::SeedInvite given = ReadInvite(reader);
  Invite invite;
  invite.sequence =
      static_cast<std::uint64_t>(reader.Integer("sequence", 0, kMostSequence).value_or(0));
  invite.id = given.id.value_or("");
  invite.email = std::move(given.email);
  invite.role = given.role;
  invite.recorded = given.status.value_or(Status::kPending);
  if (!given.created_at) reader.Fail("created_at", "must be a number");
  invite.created_at = given.created_at.value_or(0);
  invite.expires_at = given.expires_at.value_or(std::nullopt);
  invite.accepted_at = given.accepted_at;
  if (invite.recorded == Status::kAccepted && !invite.accepted_at) {
    reader.Fail("accepted_at", "is missing: the invite is accepted");
  }
  invite.projects = given.projects.value_or(std::vector<organization::ProjectGrant>());
  return invite;
}

Deleted ReadDeleted(ObjectReader& reader) {
  for (const char* name : {"sequence", "id", "created_at"}) reader.Require(name);
  return {reader.Text("id").value_or(""),
          {reader.Integer("created_at", 0, kLastSecond).value_or(0),
           static_cast<std::uint64_t>(reader.Integer("sequence", 0, kMostSequence).value_or(0))}};
}

/// The array `name`, each element read by `read`.
template <class Read>
auto ReadList(ObjectReader& body, const char* name, Read read) {
  std::vector<decltype(read(body))> list;
  body.Require(name);
  const json* member = body.Member(name);
  if (!member) return list;
  if (!member->is_array()) {
    body.Fail(name, "must be an array");
    return list;
  }
  for (const json& item : *member) {
    ObjectReader reader(item, std::string(name) + "[" + std::to_string(list.size()) + "]");
    list.push_back(read(reader));
    if (const auto error = reader.Error()) {
      body.Fail(name, "is wrong: " + *error);
      break;
    }
  }
  return list;
}

template <class List, class Encode>
void AppendList(std::string& out, const List& list, Encode encode) {
  out += '[';
  bool first = true;
  for (const auto& item : list) {
    if (!std::exchange(first, false)) out += ',';
    out += encode(item);
  }
  out += ']';
}

}  // namespace

std::string EncodeState(const TenantState& state) {
  TwinClock clock = state.clock;  // to ask it the time may move it on
  const std::string policies = EncodePolicies(state.organization.policies());
  std::string out = R"({"version":1,"clock":)" + EncodeClock(clock, clock.Now());
  out += "," + policies.substr(1, policies.size() - 2);  // its one member, without the braces
  out += R"(,"invites":)";
  AppendList(out, state.organization.invites(),
             [](const auto& entry) { return EncodeRecorded(entry.second); });
  out += R"(,"deleted":)";
  AppendList(out, state.organization.DeletedByPlace(), EncodeDeleted);
  out += '}';
  return out;
}

tl::expected<void, std::string> DecodeState(TenantState& state, std::string_view text) {
  const auto parsed = ParseBody(text);
  if (!parsed) return tl::unexpected(parsed.error());
  ObjectReader body(*parsed, "");
  body.Require("version");
  body.Integer("version", 1, 1);
  const TwinClock clock = ReadClock(body);
  organization::Policies policies;
  body.Require("policies");
  if (const json* member = body.Member("policies")) {
    const auto read = DecodePolicies(policies, member->dump());
    if (!read) body.Fail("policies", "is wrong: " + read.error());
    policies = read.value_or(policies);
  }
  auto invites = ReadList(body, "invites", ReadRecorded);
  auto deleted = ReadList(body, "deleted", ReadDeleted);
  if (const auto error = body.Error()) return tl::unexpected(*error);
  if (!state.organization.Restore(std::move(invites), std::move(deleted))) {
    return tl::unexpected(
        std::string("ids must be unique, and the sequences of invites and deleted must be 0 to "
                    "n-1, once each"));
  }
  state.organization.SetPolicies(policies);
  state.clock = clock;
  state.limits = {};
  state.texts.Clear();
  return {};
}

}  // namespace invitro::control
