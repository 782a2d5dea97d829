#pragma once

// The twin as a function from request to answer. A request goes one way through: it is parsed,
// authenticated and routed; then, under one hold of its organization's lock, its fault is decided,
// its operation performed and its place in the journal reserved; then it is answered, journaled and
// logged. No sockets. Safe from any thread.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/api/credentials.h"
#include "mock_server/api/route.h"
#include "mock_server/control/control.h"
#include "mock_server/http/handler.h"
#include "mock_server/http/target.h"
#include "mock_server/server/log.h"
#include "mock_server/server/worker.h"
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
    control::ServerFacts facts = {};
  };

  Service(Setup setup, Log log);

  /// Answers a request. Every answer has x-request-id, openai-processing-ms and openai-version
  /// (rule INV-HEAD-01), and every error the envelope (INV-ERR-01). Control calls that may take
  /// long are deferred; the rest is answered at once.
  void Handle(const http::Request& request, http::Responder& responder);

  /// Answers what was not fit to be handled; `method` and `target` may be empty.
  http::Response Refuse(const Refused& refused, std::string_view method, std::string_view target);

 private:
  using Instant = std::chrono::steady_clock::time_point;
  using Caller = tl::expected<api::Caller, api::KeyFault>;

  /// What is known of a request once it is parsed and its key authenticated.
  struct Exchange {
    std::string_view method;
    std::string_view target;
    std::string_view key;  // as sent, if it was accepted; to be logged in redacted form
    Instant began;
  };

  http::Response Api(const Exchange& exchange, const http::Request& request,
                     const http::Target& target, const Caller& caller);
  void Control(const Exchange& exchange, const http::Request& request, const http::Target& target,
               const Caller& caller, http::Responder& responder);
  void ControlLater(const Exchange& exchange, std::string_view body, tenant::Tenant& tenant,
                    http::Responder& responder);
  api::Error TooManyOrganizations() const;

  /// Gives the answer the headers that all have, and logs it; returns the request's id.
  std::string Finish(const Exchange& exchange, tenant::Tenant* tenant, http::Response& response);

  const Setup setup_;
  const Log log_;
  tenant::Tenants tenants_;
  const tenant::IdMint mint_;  // for requests of no organization
  std::atomic<std::uint64_t> requests_without_tenant_ = 0;
  Worker worker_;  // last: its jobs use the rest
};

}  // namespace invitro::server
