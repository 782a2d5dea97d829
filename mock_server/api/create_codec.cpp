#include "mock_server/api/create_codec.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace invitro::api {
namespace {

using nlohmann::json;
using organization::NewInvite;
using organization::ProjectGrant;
using organization::ProjectRole;
using organization::Role;

template <class T>
using Judged = tl::expected<T, Error>;

std::string_view TypeName(const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      return "null";
    case json::value_t::object:
      return "an object";
    case json::value_t::array:
      return "an array";
    case json::value_t::string:
      return "a string";
    case json::value_t::boolean:
      return "a boolean";
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
      return "an integer";
    case json::value_t::number_float:
      return "a decimal";
    case json::value_t::binary:
    case json::value_t::discarded:
      break;
  }
  return "something else";
}

/// The string `name` of `object`; errors call it `path`.
Judged<std::string> RequiredString(const json& object, const char* name, std::string path) {
  const auto found = object.find(name);
  if (found == object.end()) return tl::unexpected(MissingParameter(std::move(path)));
  const auto* text = found->get_ptr<const std::string*>();
  if (!text) return tl::unexpected(WrongType(std::move(path), "a string", TypeName(*found)));
  return *text;
}

/// One of two words, as the enumerators they stand for.
template <class Enum>
Judged<Enum> RequiredWord(const json& object, const std::string& path,
                          std::pair<const char*, Enum> first, std::pair<const char*, Enum> second) {
  const auto text = RequiredString(object, "role", path);
  if (!text) return tl::unexpected(text.error());
  if (*text == first.first) return first.second;
  if (*text == second.first) return second.second;
  return tl::unexpected(Error{.message = "Invalid value: " + Quoted(*text) +
                                         ". Supported values are: '" + first.first + "' and '" +
                                         second.first + "'.",
                              .param = path,
                              .code = "invalid_value"});
}

Judged<ProjectGrant> Project(const json& value, const std::string& path) {
  if (!value.is_object()) return tl::unexpected(WrongType(path, "an object", TypeName(value)));
  auto id = RequiredString(value, "id", path + ".id");
  if (!id) return tl::unexpected(std::move(id).error());
  const auto role = RequiredWord<ProjectRole>(
      value, path + ".role", {"member", ProjectRole::kMember}, {"owner", ProjectRole::kOwner});
  if (!role) return tl::unexpected(role.error());
  return ProjectGrant{*std::move(id), *role};
}

Judged<std::optional<std::vector<ProjectGrant>>> Projects(const json& body,
                                                          organization::NullProjects when_null) {
  const auto found = body.find("projects");
  if (found == body.end()) return std::nullopt;
  if (found->is_null() && when_null == organization::NullProjects::kAsOmitted) return std::nullopt;
  if (!found->is_array()) {
    return tl::unexpected(WrongType("projects", "an array of objects", TypeName(*found)));
  }
  std::vector<ProjectGrant> projects;
  for (const json& value : *found) {
    auto project = Project(value, "projects[" + std::to_string(projects.size()) + "]");
    if (!project) return tl::unexpected(std::move(project).error());
    projects.push_back(*std::move(project));
  }
  return projects;
}

std::optional<Error> UnknownField(const json& body) {
  for (const auto& [name, value] : body.items()) {
    if (name == "email" || name == "role" || name == "projects") continue;
    return Error{.message = "Unknown parameter: " + Quoted(name) + ".",
                 .param = name.substr(0, 100),
                 .code = "unknown_parameter"};
  }
  return std::nullopt;
}

}  // namespace

struct CreateBody::Parsed {
  json value;  // discarded: it was not JSON
};

CreateBody::CreateBody(std::string_view text)
    : parsed_(std::make_unique<Parsed>(Parsed{json::parse(text, nullptr, false)})) {}

CreateBody::~CreateBody() = default;

Judged<NewInvite> CreateBody::Judge(const organization::Policies& policies) const {
  const json& body = parsed_->value;
  if (body.is_discarded()) {
    return tl::unexpected(Error{
        .message = "We could not parse the JSON body of your request. (HINT: This likely means you "
                   "aren't using your HTTP library correctly. The API expects a JSON payload, but "
                   "what was sent was not valid JSON.)"});
  }
  if (!body.is_object()) {
    return tl::unexpected(WrongType("body", "an object", TypeName(body)));
  }
  if (policies.unknown_fields == organization::UnknownFields::kReject) {
    if (auto error = UnknownField(body)) return tl::unexpected(*std::move(error));
  }
  auto email = RequiredString(body, "email", "email");
  if (!email) return tl::unexpected(std::move(email).error());
  const auto role =
      RequiredWord<Role>(body, "role", {"reader", Role::kReader}, {"owner", Role::kOwner});
  if (!role) return tl::unexpected(role.error());
  auto projects = Projects(body, policies.null_projects);
  if (!projects) return tl::unexpected(std::move(projects).error());
  return NewInvite{*std::move(email), *role, *std::move(projects)};
}

}  // namespace invitro::api
