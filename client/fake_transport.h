#pragma once

// For tests: a transport that answers from a script and keeps what it was asked. For one thread.

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "invitro/transport.h"

namespace invitro {

using Answer = tl::expected<HttpResponse, TransportError>;

class FakeTransport final : public Transport {
 public:
  using Responder = std::function<Answer(const HttpRequest&)>;

  /// What the transport saw; outlives it.
  struct Seen {
    std::vector<HttpRequest> requests;
  };

  FakeTransport(Responder responder, Seen& seen) : responder_(std::move(responder)), seen_(seen) {}

  /// Gives the answers one after the other, the last one for ever.
  static Responder Script(std::deque<Answer> answers) {
    return [answers = std::move(answers)](const HttpRequest& /*request*/) mutable {
      Answer answer = answers.front();
      if (answers.size() > 1) answers.pop_front();
      return answer;
    };
  }

  Answer Send(const HttpRequest& request, Clock::time_point /*deadline*/) override {
    seen_.requests.push_back(request);
    return responder_(request);
  }

 private:
  Responder responder_;
  Seen& seen_;
};

inline HttpResponse Status(int status, std::string body = "{}") {
  return {.status = status, .body = std::move(body)};
}

inline tl::unexpected<TransportError> Failed(TransportError::Kind kind,
                                             bool may_have_been_processed) {
  return tl::unexpected(TransportError{kind, "failed", may_have_been_processed});
}

/// An Invite's JSON.
inline std::string InviteJson(const std::string& id) {
  return R"({"object":"organization.invite","id":")" + id + R"(","email":")" + id +
         R"(@x","role":"reader","status":"pending","created_at":1711471533,"expires_at":1712076333,"projects":[]})";
}

/// A list's JSON; `last_id` as given, with its quotes or null.
inline std::string PageJson(const std::vector<std::string>& ids, bool has_more,
                            const std::string& last_id) {
  std::string data;
  for (const std::string& id : ids) data += (data.empty() ? "" : ",") + InviteJson(id);
  return R"({"object":"list","data":[)" + data + R"(],"first_id":null,"last_id":)" + last_id +
         R"(,"has_more":)" + (has_more ? "true" : "false") + "}";
}

}  // namespace invitro
