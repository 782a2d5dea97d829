#pragma once

// How requests reach a server: one interface, so that retries, tests and records are decorators of
// it.

#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "invitro/error.h"

namespace invitro {

struct HttpRequest {
  std::string method;
  std::string path;  // from the root of the server, encoded, with its query:
                     // "/v1/organization/invites?limit=2"
  std::string body;  // JSON; empty: none
  std::vector<std::pair<std::string, std::string>> headers = {};
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  int tries = 1;                            // how often it was asked until this answer came
  bool earlier_try_may_have_acted = false;  // one of those before it may have been processed

  /// The first header of that name, ASCII case not counted; "" if there is none.
  std::string Header(std::string_view name) const;
};

class Transport {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Transport() = default;

  /// Sends one request and waits for the whole answer, until `deadline` at the latest. An answer of
  /// any status is an answer. Implementations say whether they may be called by several threads at
  /// once.
  virtual tl::expected<HttpResponse, TransportError> Send(const HttpRequest& request,
                                                          Clock::time_point deadline) = 0;
};

}  // namespace invitro
