#pragma once

// The twin as a function from request to answer: finds the organization, lets the API or the
// control plane answer, stamps the headers every answer has, keeps the journal and the log. No
// sockets. Safe from any thread.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "mock_server/api/credentials.h"
#include "mock_server/api/route.h"
#include "mock_server/http/message.h"
#include "mock_server/http/target.h"
#include "mock_server/server/log.h"
#include "mock_server/tenant/tenants.h"

namespace invitro::server {

/// Why a request never became one (the edge's reasons, in the API's words).
struct Refused {
  int status = 400;
  std::string_view message;
};

class Service {
 public:
  struct Setup {
    tenant::Tenants::Setup tenants;
    api::KeyRing keys;
    bool control_plane = true;
    bool deterministic = false;  // no answer may show how long it took
    bool can_deliver = true;     // the edge obeys http::Delivery
  };

  Service(Setup setup, Log log);

  /// Answers a request. Every answer has x-request-id, openai-processing-ms and openai-version
  /// (rule INV-HEAD-01), and every error the envelope (INV-ERR-01).
  http::Response Handle(const http::Request& request);

  /// Answers what was not fit to be handled; `method` and `target` may be empty.
  http::Response Refuse(const Refused& refused, std::string_view method, std::string_view target);

 private:
  using Instant = std::chrono::steady_clock::time_point;

  struct Answered {
    http::Response response;
    tenant::Tenant* tenant = nullptr;  // whose request it was; null: nobody's
    std::string_view operation = {};   // "" where it named none
    bool journaled = true;
  };

  Answered Dispatch(const http::Request& request, const http::Target& target);
  http::Response Answer(const api::Route& route, const http::Target& target, std::string_view body,
                        tenant::Tenant& tenant);
  Answered Control(const http::Request& request, const http::Target& target);
  Answered KeyRefused(api::KeyFault fault, const http::Request& request);
  Answered TooManyOrganizations() const;
  std::string Stamp(http::Response& response, tenant::Tenant* tenant, Instant began);

  const Setup setup_;
  const Log log_;
  tenant::Tenants tenants_;
  const tenant::IdMint mint_;  // for requests that are nobody's
  std::atomic<std::uint64_t> nobodys_requests_ = 0;
};

}  // namespace invitro::server
