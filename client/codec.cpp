#include "client/codec.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace invitro {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

/// Reads fields of one object; the first thing wrong is kept, and what is read after it does not
/// matter.
class Reader {
 public:
  Reader(const json& object, std::string path, std::string& wrong)
      : object_(object), path_(std::move(path)), wrong_(wrong) {
    if (!object.is_object()) Wrong("", "is not an object");
  }

  std::string Text(const char* name) {
    const json* value = Required(name);
    if (value && value->is_string()) return value->get<std::string>();
    if (value) Wrong(name, "is not a string");
    return {};
  }

  bool Flag(const char* name) {
    const json* value = Required(name);
    if (value && value->is_boolean()) return value->get<bool>();
    if (value) Wrong(name, "is not true or false");
    return false;
  }

  std::optional<std::string> OptionalText(const char* name) {
    const json* value = Given(name);
    return value ? std::optional(Text(name)) : std::nullopt;
  }

  std::optional<UnixSeconds> OptionalStamp(const char* name) {
    const json* value = Given(name);
    if (!value) return std::nullopt;
    if (value->is_number_integer()) return value->get<UnixSeconds>();
    Wrong(name, "is not a whole number of seconds");
    return std::nullopt;
  }

  void MustBe(const char* name, std::string_view wanted) {
    const std::string got = Text(name);
    if (wrong_.empty() && got != wanted) Wrong(name, "is not '" + std::string(wanted) + "'");
  }

  /// The elements of the array `name`, each with its path.
  template <class Each>
  void ForEach(const char* name, Each each) {
    const json* list = Required(name);
    if (list && !list->is_array()) Wrong(name, "is not an array");
    if (!list || !list->is_array()) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
      each(Reader((*list)[i], path_ + name + "[" + std::to_string(i) + "].", wrong_));
    }
  }

  bool Has(const char* name) const { return Given(name) != nullptr; }

  void Wrong(const char* name, const std::string& what) {
    if (wrong_.empty())
      wrong_ = (path_ + name).empty() ? "it " + what : "'" + path_ + name + "' " + what;
  }

 private:
  const json* Given(const char* name) const {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }
  const json* Required(const char* name) {
    const json* value = Given(name);
    if (!value) Wrong(name, "is missing");
    return value;
  }

  const json& object_;
  std::string path_;
  std::string& wrong_;
};

InviteStatus StatusOf(std::string_view text) {
  if (text == "pending") return InviteStatus::kPending;
  if (text == "accepted") return InviteStatus::kAccepted;
  if (text == "expired") return InviteStatus::kExpired;
  return InviteStatus::kOther;
}

Invite ReadInvite(Reader reader) {
  Invite invite;
  reader.MustBe("object", "organization.invite");
  invite.id = reader.Text("id");
  invite.email = reader.Text("email");
  invite.role = reader.Text("role");
  invite.status_text = reader.Text("status");
  invite.status = StatusOf(invite.status_text);
  invite.created_at = reader.OptionalStamp("created_at");
  if (!invite.created_at) invite.created_at = reader.OptionalStamp("invited_at");
  if (!invite.created_at) reader.Wrong("created_at", "is missing, and so is 'invited_at'");
  invite.expires_at = reader.OptionalStamp("expires_at");
  invite.accepted_at = reader.OptionalStamp("accepted_at");
  if (reader.Has("projects")) {
    reader.ForEach("projects", [&](Reader project) {
      invite.projects.push_back({project.Text("id"), project.Text("role")});
    });
  }
  return invite;
}

InvitePage ReadPage(Reader reader) {
  InvitePage page;
  reader.MustBe("object", "list");
  reader.ForEach("data",
                 [&](Reader invite) { page.data.push_back(ReadInvite(std::move(invite))); });
  page.has_more = reader.Flag("has_more");
  page.first_id = reader.OptionalText("first_id");
  page.last_id = reader.OptionalText("last_id");
  return page;
}

Error Broken(const HttpResponse& answer, std::string what) {
  constexpr std::size_t kExcerpt = 300;
  return ProtocolError{std::move(what), answer.body.substr(0, kExcerpt),
                       answer.Header("x-request-id")};
}

/// The body read by `read`, or what is wrong with it.
template <class Read>
auto Decode(const HttpResponse& answer, Read read)
    -> Result<decltype(read(std::declval<Reader>()))> {
  const json body = json::parse(answer.body, nullptr, false);
  if (body.is_discarded()) return tl::unexpected(Broken(answer, "it is not JSON"));
  std::string wrong;
  auto value = read(Reader(body, "", wrong));
  if (!wrong.empty()) return tl::unexpected(Broken(answer, std::move(wrong)));
  return value;
}

std::string TextIn(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string Dump(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

ordered_json ProjectsValue(const std::vector<ProjectGrant>& projects) {
  auto list = ordered_json::array();
  for (const ProjectGrant& project : projects)
    list.push_back({{"id", project.id}, {"role", project.role}});
  return list;
}

template <class T>
ordered_json OrNull(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

ordered_json InviteValue(const Invite& invite) {
  return {{"object", "organization.invite"},
          {"id", invite.id},
          {"email", invite.email},
          {"role", invite.role},
          {"status", invite.status_text},
          {"created_at", OrNull(invite.created_at)},
          {"expires_at", OrNull(invite.expires_at)},
          {"accepted_at", OrNull(invite.accepted_at)},
          {"projects", ProjectsValue(invite.projects)}};
}

}  // namespace

bool IsJson(std::string_view text) { return nlohmann::json::accept(text); }

std::string EncodeNewInvite(const NewInvite& wish) {
  ordered_json body{{"email", wish.email}, {"role", wish.role}};
  if (wish.projects) body["projects"] = ProjectsValue(*wish.projects);
  return Dump(body);
}

Result<Invite> DecodeInvite(const HttpResponse& answer) { return Decode(answer, ReadInvite); }

Result<InvitePage> DecodePage(const HttpResponse& answer) { return Decode(answer, ReadPage); }

Result<std::string> DecodeDeletion(const HttpResponse& answer, std::string_view id) {
  return Decode(answer, [id](Reader reader) {
    reader.MustBe("object", "organization.invite.deleted");
    reader.MustBe("id", id);
    if (!reader.Flag("deleted")) reader.Wrong("deleted", "is not true");
    return std::string(id);
  });
}

ApiError DecodeError(const HttpResponse& answer) {
  constexpr std::size_t kExcerpt = 200;
  ApiError error;
  error.status = answer.status;
  error.request_id = answer.Header("x-request-id");
  const json body = json::parse(answer.body, nullptr, false);
  constexpr std::size_t kKeptBody = 64 * 1024;
  error.body = answer.body.substr(0, kKeptBody);
  if (body.is_object() && body.contains("error") && body["error"].is_string()) {
    error.message = body["error"].get<std::string>();  // a 403 for a missing scope
  } else if (body.is_object() && body.contains("error") && body["error"].is_object()) {
    const json& inner = body["error"];
    error.type = TextIn(inner, "type");
    error.code = TextIn(inner, "code");
    error.param = TextIn(inner, "param");
    error.message = TextIn(inner, "message");
  } else {
    error.message =
        answer.body.substr(0, kExcerpt);  // a proxy's page, or a server that has no envelope
  }
  return error;
}

std::string EncodeInvite(const Invite& invite) { return Dump(InviteValue(invite)); }

std::string EncodePage(const InvitePage& page) {
  auto data = ordered_json::array();
  for (const Invite& invite : page.data) data.push_back(InviteValue(invite));
  return Dump({{"object", "list"},
               {"data", std::move(data)},
               {"first_id", OrNull(page.first_id)},
               {"last_id", OrNull(page.last_id)},
               {"has_more", page.has_more}});
}

std::string EncodeDeletion(std::string_view id) {
  return Dump({{"object", "organization.invite.deleted"}, {"id", id}, {"deleted", true}});
}

}  // namespace invitro
