#include "my_mock.h"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace {

using Json = nlohmann::json;

const std::string kInvites = "/v1/organization/invites";

invitro::HttpResponse Reply(int status, const Json& json) {
  return {status, {{"Content-Type", "application/json"}}, json.dump()};
}

invitro::HttpResponse Refuse(int status, const std::string& message) {
  return Reply(status, {{"error",
                         {{"message", message},
                          {"type", "invalid_request_error"},
                          {"param", nullptr},
                          {"code", nullptr}}}});
}

bool IsOneOf(const Json& value, const Json& choices) {
  return std::find(choices.begin(), choices.end(), value) != choices.end();
}

/// "limit=2&after=x" -> x. Its ids need no decoding.
std::string Parameter(const std::string& query, const std::string& name) {
  const auto at = ("&" + query).find("&" + name + "=");
  if (at == std::string::npos) return "";
  const auto from = at + name.size() + 1;
  return query.substr(from, query.find('&', from) - from);
}

}  // namespace

tl::expected<invitro::HttpResponse, invitro::TransportError> MyMock::Send(
    const invitro::HttpRequest& request, Clock::time_point /*deadline*/) {
  return Answer(request);
}

invitro::HttpResponse MyMock::Answer(const invitro::HttpRequest& request) {
  const auto question = request.path.find('?');
  const std::string path = request.path.substr(0, question);
  const std::string query = question == std::string::npos ? "" : request.path.substr(question + 1);
  if (path.rfind(kInvites, 0) != 0) return Refuse(404, "Unknown URL");
  const bool admin =
      std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
        return header.first == "Authorization" && header.second == "Bearer my-key";
      });
  if (!admin) return Refuse(401, "Incorrect API key");
  if (path.size() > kInvites.size()) return One(request.method, path.substr(kInvites.size() + 1));
  return request.method == "POST" ? Create(request.body) : List(query);
}

invitro::HttpResponse MyMock::Create(const std::string& body) {
  const Json wish = Json::parse(body, nullptr, false);
  if (!wish.is_object() || !wish.contains("email") || !wish["email"].is_string() ||
      !wish.contains("role") || !IsOneOf(wish["role"], {"reader", "owner"})) {
    return Refuse(400, "email and role are needed");
  }
  const Json projects = wish.value("projects", Json::array());
  if (!projects.is_array()) return Refuse(400, "projects is no array");
  for (const Json& project : projects) {
    if (!project.is_object() || !project.contains("id") || !project["id"].is_string() ||
        !project.contains("role") || !IsOneOf(project["role"], {"member", "owner"})) {
      return Refuse(400, "a project has an id and a role");
    }
  }
  for (const Json& invite : invites_) {  // this mock never accepts or expires one
    if (invite["email"] == wish["email"]) return Refuse(400, "this address was invited already");
  }
  const auto now = static_cast<std::int64_t>(std::time(nullptr));
  constexpr std::int64_t kWeek = 7 * 86'400;
  invites_.push_back({{"object", "organization.invite"},
                      {"id", "my-invite-" + std::to_string(++made_)},
                      {"email", wish["email"]},
                      {"role", wish["role"]},
                      {"status", "pending"},
                      {"created_at", now},
                      {"expires_at", now + kWeek},
                      {"projects", projects}});
  return Reply(200, invites_.back());
}

invitro::HttpResponse MyMock::List(const std::string& query) const {
  std::size_t limit = 20;
  const std::string text = Parameter(query, "limit");
  if (!text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc() || end != text.data() + text.size() || limit < 1 || limit > 100) {
      return Refuse(400, "limit is 1 to 100");
    }
  }
  auto from = invites_.begin();
  const std::string after = Parameter(query, "after");
  if (!after.empty()) {
    from =
        std::find_if(from, invites_.end(), [&](const Json& each) { return each["id"] == after; });
    if (from == invites_.end()) return Refuse(404, "no such invite: after");
    ++from;
  }
  Json page = {{"object", "list"}, {"data", Json::array()}};
  for (; from != invites_.end() && page["data"].size() < limit; ++from) {
    page["data"].push_back(*from);
  }
  page["has_more"] = from != invites_.end() || (always_says_more && page["data"].size() == limit);
  return Reply(200, page);
}

invitro::HttpResponse MyMock::One(const std::string& method, const std::string& id) {
  const auto it = std::find_if(invites_.begin(), invites_.end(),
                               [&](const Json& each) { return each["id"] == id; });
  if (it == invites_.end()) return Refuse(404, "no such invite");
  if (method == "GET") return Reply(200, *it);
  invites_.erase(it);
  return Reply(200, {{"object", "organization.invite.deleted"}, {"id", id}, {"deleted", true}});
}
