#include "contract_tests/facts/reading.h"

#include "invitro/error.h"

namespace invitro::contract {
namespace {

bool ReadText(const Json& json, const char* key, std::string& to) {
  const auto it = json.find(key);
  if (it == json.end() || !it->is_string()) return false;
  to = it->get<std::string>();
  return true;
}

bool ReadTime(const Json& json, const char* key, std::optional<std::int64_t>& to) {
  const auto it = json.find(key);
  if (it == json.end() || it->is_null()) return true;
  if (!it->is_number_integer()) return false;
  to = it->get<std::int64_t>();
  return true;
}

std::optional<std::string> OptionalText(const Json& json, const char* key) {
  std::string text;
  if (!ReadText(json, key, text)) return std::nullopt;
  return text;
}

}  // namespace

std::vector<std::string> PageSeen::ids() const {
  std::vector<std::string> all;
  all.reserve(data.size());
  for (const InviteSeen& invite : data) all.push_back(invite.id);
  return all;
}

std::optional<InviteSeen> ReadInvite(const Json& json) {
  InviteSeen invite;
  if (!json.is_object() || !ReadText(json, "id", invite.id) ||
      !ReadText(json, "email", invite.email) || !ReadText(json, "role", invite.role) ||
      !ReadText(json, "status", invite.status)) {
    return std::nullopt;
  }
  std::optional<std::int64_t> created;
  const char* since = json.contains("created_at") ? "created_at" : "invited_at";
  if (!ReadTime(json, since, created) || !created ||
      !ReadTime(json, "expires_at", invite.expires_at) ||
      !ReadTime(json, "accepted_at", invite.accepted_at)) {
    return std::nullopt;
  }
  invite.created_at = *created;
  const auto projects = json.find("projects");
  if (projects != json.end()) invite.projects = *projects;
  return invite;
}

std::optional<PageSeen> ReadPage(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto data = json.find("data");
  const auto has_more = json.find("has_more");
  if (data == json.end() || !data->is_array() || has_more == json.end() ||
      !has_more->is_boolean()) {
    return std::nullopt;
  }
  PageSeen page;
  page.has_more = has_more->get<bool>();
  page.first_id = OptionalText(json, "first_id");
  page.last_id = OptionalText(json, "last_id");
  for (const Json& each : *data) {
    auto invite = ReadInvite(each);
    if (!invite) return std::nullopt;
    page.data.push_back(std::move(*invite));
  }
  return page;
}

std::string ToText(const InviteSeen& invite) {
  return Printable(invite.id + " " + invite.email + " " + invite.role + " " + invite.status, 300);
}

std::string ToText(const std::vector<std::string>& ids) {
  constexpr std::size_t kShown = 8;
  std::string text = "[";
  for (std::size_t i = 0; i < ids.size() && i < kShown; ++i) {
    text += (i > 0 ? ", " : "") + Printable(ids[i], 80);
  }
  if (ids.size() > kShown) text += ", … " + std::to_string(ids.size() - kShown) + " more";
  return text + "]";
}

}  // namespace invitro::contract
