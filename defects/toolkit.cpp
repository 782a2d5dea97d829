#include "defects/toolkit.h"

#include <algorithm>
#include <cctype>

#include "mock_server/http/target.h"

namespace invitro::defects {
namespace {

constexpr const char* kInvites = "/v1/organization/invites";

What ControlCall(const std::vector<std::string>& path, Asked& asked) {
  if (path.size() == 2 && path[1] == "reset") return What::kReset;
  if (path.size() != 4 || path[1] != "invites") return What::kOther;
  asked.id = path[2];
  return path[3] == "accept" ? What::kAccept : What::kExpire;
}

What Operation(const Request& request, const std::vector<std::string>& path, Asked& asked) {
  if (path.size() < 3 || path[1] != "organization" || path[2] != "invites") return What::kOther;
  if (path.size() == 3) return request.method == "POST" ? What::kCreate : What::kList;
  asked.id = path[3];
  return request.method == "DELETE" ? What::kDelete : What::kRetrieve;
}

void Put(Response& response, const Json& body) { response.body = body.dump(); }

/// The page that a request asks for; nullopt where that is for the handler beneath to say.
std::optional<Paging> RightPage(const Request& request, const Asked& asked, const Handler& inner) {
  Paging page;
  page.all = WholeList(inner, request);
  if (const auto limit = asked.query.find("limit"); limit != asked.query.end()) {
    const bool number = !limit->second.empty() && limit->second.size() <= 3 &&
                        std::all_of(limit->second.begin(), limit->second.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
    if (!number) return std::nullopt;
    page.limit = std::stoul(limit->second);
    page.limited = true;
  }
  if (const auto after = asked.query.find("after"); after != asked.query.end()) {
    const auto it = std::find_if(page.all.begin(), page.all.end(),
                                 [&](const Json& each) { return IdOf(each) == after->second; });
    if (it == page.all.end()) return std::nullopt;
    page.after = after->second;
    page.from = static_cast<std::size_t>(it - page.all.begin()) + 1;
  }
  page.count = std::min(page.limit, page.all.size() - page.from);
  page.has_more = page.from + page.count < page.all.size();
  return page;
}

Json Shown(const Paging& page) {
  Json body = {{"object", "list"}, {"data", Json::array()}};
  for (std::size_t i = page.from; i < page.from + page.count && i < page.all.size(); ++i) {
    body["data"].push_back(page.all[i]);
  }
  const Json& data = body["data"];
  const auto end = [&](const std::string& wanted, bool first) -> Json {
    if (data.empty()) return nullptr;
    return wanted.empty() ? Json(IdOf(first ? data.front() : data.back())) : Json(wanted);
  };
  const Json first = end(page.first_id, true), last = end(page.last_id, false);
  body["first_id"] = first;
  body["last_id"] = last;
  body["has_more"] = page.has_more;
  return body;
}

}  // namespace

Asked Understand(const Request& request) {
  Asked asked;
  asked.key = std::string(request.Header("authorization").value_or(""));
  const http::Target target = http::ParseTarget(request.target);
  const bool control = !target.segments.empty() && target.segments[0] == "_mock";
  asked.what =
      control ? ControlCall(target.segments, asked) : Operation(request, target.segments, asked);
  for (const auto& [name, value] : target.query) asked.query[name] = value;
  return asked;
}

Response Ask(const Handler& inner, const Request& request, const std::string& method,
             const std::string& target, const std::string& body) {
  Request other = request;
  other.method = method;
  other.target = target;
  other.body = body;
  return inner(other);
}

Response AskAs(const Handler& inner, const Request& request, const std::string& key) {
  std::vector<http::HeaderView> headers;
  for (const http::HeaderView& header : request.headers) {
    const bool key_of_its_own = request.Header("authorization") == header.value;
    if (!key_of_its_own) headers.push_back(header);
  }
  headers.push_back({"Authorization", key});
  Request other = request;
  other.headers = headers;
  return inner(other);
}

Json Lookup(const Handler& inner, const Request& request, const std::string& id) {
  const Response response = Ask(inner, request, "GET", std::string(kInvites) + "/" + id);
  return Succeeded(response) ? BodyOf(response) : Json();
}

std::vector<Json> WholeList(const Handler& inner, const Request& request) {
  std::vector<Json> all;
  std::string target = std::string(kInvites) + "?limit=100";
  while (true) {
    const Json page = BodyOf(Ask(inner, request, "GET", target));
    if (!page.is_object() || !page.contains("data")) return all;
    for (const Json& invite : page["data"]) all.push_back(invite);
    if (!page["has_more"].get<bool>() || page["data"].empty()) return all;
    target = std::string(kInvites) + "?limit=100&after=" + IdOf(all.back());
  }
}

bool Succeeded(const Response& response) { return response.status / 100 == 2; }

Response Refusal(int status, const std::string& message) {
  constexpr int kServerError = 500;
  return Reply(status,
               {{"error",
                 {{"message", message},
                  {"type", status >= kServerError ? "server_error" : "invalid_request_error"},
                  {"param", nullptr},
                  {"code", nullptr}}}});
}

Response Reply(int status, const Json& body) { return {.status = status, .body = body.dump()}; }

Response NotFound(const std::string& id) {
  return Reply(404, {{"error",
                      {{"message", "No such invite: '" + id + "'."},
                       {"type", "invalid_request_error"},
                       {"param", "invite_id"},
                       {"code", nullptr}}}});
}

Response Deleted(const std::string& id) {
  return Reply(200, {{"object", "organization.invite.deleted"}, {"id", id}, {"deleted", true}});
}

Json BodyOf(const Response& response) {
  Json json = Json::parse(response.body, nullptr, false);
  return json.is_discarded() ? Json() : json;
}

std::string IdOf(const Json& invite) {
  return invite.is_object() ? invite.value("id", std::string()) : std::string();
}

std::string LowerCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

Wrap OnAnswer(What what, std::function<void(Json&, const Asked&)> alter) {
  return [what, alter](const Handler& inner) -> Handler {
    return [what, alter, inner](const Request& request) {
      const Asked asked = Understand(request);
      Response response = inner(request);
      if (asked.what != what || !Succeeded(response)) return response;
      Json body = BodyOf(response);
      if (!body.is_object()) return response;
      alter(body, asked);
      Put(response, body);
      return response;
    };
  };
}

Wrap OnCreationBody(std::function<void(Json&)> alter) {
  return Instead([alter](const Request& request, const Asked& asked,
                         const Handler& inner) -> std::optional<Response> {
    Json body = asked.what == What::kCreate ? Json::parse(request.body, nullptr, false) : Json();
    if (!body.is_object()) return std::nullopt;
    alter(body);
    return Ask(inner, request, std::string(request.method), std::string(request.target),
               body.dump(-1, ' ', false, Json::error_handler_t::replace));
  });
}

Wrap OnBadRequests(What what, int status, std::function<bool(const Json&)> fits) {
  constexpr int kBadRequest = 400;
  return [=](const Handler& inner) -> Handler {
    return [=](const Request& request) {
      Response response = inner(request);
      const bool refused = Understand(request).what == what && response.status == kBadRequest;
      if (refused && fits(BodyOf(response))) response.status = status;
      return response;
    };
  };
}

Wrap OnInvites(std::function<void(Json&)> alter) {
  return [alter](const Handler& inner) -> Handler {
    return [alter, inner](const Request& request) {
      Response response = inner(request);
      Json body = Succeeded(response) ? BodyOf(response) : Json();
      if (!body.is_object()) return response;
      const std::string kind = body.value("object", std::string());
      if (kind == "organization.invite") {
        alter(body);
      } else if (kind == "list") {
        for (Json& invite : body["data"]) alter(invite);
      } else {
        return response;
      }
      Put(response, body);
      return response;
    };
  };
}

Wrap Instead(const Answerer& answer) {
  return [answer](const Handler& inner) -> Handler {
    return [answer, inner](const Request& request) {
      auto own = answer(request, Understand(request), inner);
      return own ? std::move(*own) : inner(request);
    };
  };
}

void LeaveOut(Paging& page,
              const std::function<bool(const Json& invite, std::size_t place)>& hidden) {
  std::vector<Json> shown;
  std::size_t from = 0;
  for (std::size_t i = 0; i < page.all.size(); ++i) {
    if (hidden(page.all[i], i)) continue;
    shown.push_back(page.all[i]);
    if (i < page.from) from = shown.size();
  }
  page.all = std::move(shown);
  page.from = from;
  page.count = std::min(page.limit, page.all.size() - from);
  page.has_more = from + page.count < page.all.size();
}

Wrap OnPages(std::function<void(Paging&, const Asked&)> alter) {
  return Instead([alter](const Request& request, const Asked& asked,
                         const Handler& inner) -> std::optional<Response> {
    if (asked.what != What::kList) return std::nullopt;
    Response right = inner(request);
    auto page = Succeeded(right) ? RightPage(request, asked, inner) : std::nullopt;
    if (!page) return right;
    alter(*page, asked);
    Put(right, Shown(*page));
    return right;
  });
}

}  // namespace invitro::defects
