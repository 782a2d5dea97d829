#include "mock_server/server/service.h"

#include <memory>
#include <utility>

#include "mock_server/api/operations.h"
#include "mock_server/server/scripted_fault.h"
#include "support/redact.h"

namespace invitro::server {
namespace {

constexpr const char* kApiVersion = "2020-10-01";  // what the API answers in openai-version
constexpr int kServerError = 500;

std::int64_t MicrosecondsSince(std::chrono::steady_clock::time_point began) {
  const auto took = std::chrono::steady_clock::now() - began;
  return std::chrono::duration_cast<std::chrono::microseconds>(took).count();
}

}  // namespace

Service::Service(Setup setup, Log log)
    : setup_(std::move(setup)),
      log_(std::move(log)),
      tenants_(setup_.tenants),
      mint_(setup_.tenants.seed, "") {}

void Service::Handle(const http::Request& request, http::Responder& responder) {
  const auto began = std::chrono::steady_clock::now();
  const http::Target target = http::ParseTarget(request.target);
  const Caller caller = setup_.keys.Authenticate(request);
  const Exchange exchange{.method = request.method,
                          .target = request.target,
                          .key = caller ? caller->key : std::string_view(),
                          .began = began};
  if (setup_.control_plane && control::IsControl(target)) {
    Control(exchange, request, target, caller, responder);
  } else {
    responder.Respond(Api(exchange, request, target, caller));
  }
}

http::Response Service::Api(const Exchange& exchange, const http::Request& request,
                            const http::Target& target, const Caller& caller) {
  const Caller allowed = api::Authorize(caller, request.method);
  auto route = api::FindRoute(request.method, target);
  tenant::Tenant* tenant = nullptr;
  if (allowed) {
    // The URL is examined before the key: an unknown one makes no organization.
    tenant = route ? tenants_.Open(allowed->organization) : tenants_.Find(allowed->organization);
  }
  // A request of no organization is kept where a test without a key looks: with the default one,
  // whose policies also answer for a key that is refused.
  tenant::Tenant& owner = tenant ? *tenant : tenants_.default_tenant();
  tenant::JournalEntry entry;
  std::optional<api::Call> call;
  if (route) {
    entry.operation = tenant::OperationName(route->operation);
    call.emplace(*route, target, request.body);
  }
  std::optional<tenant::Fault> fault;
  api::Outcome outcome = owner.Do([&](tenant::TenantState& state) -> api::Outcome {
    entry.stamp = owner.journal().Stamp(state.clock.Now());
    if (!route) return tl::unexpected(std::move(route).error());
    if (!allowed) {
      return tl::unexpected(
          api::FromKeyFault(allowed.error(), request, state.organization.policies()));
    }
    if (!tenant) return tl::unexpected(TooManyOrganizations());
    fault = state.faults.Meet(route->operation);
    if (fault && !fault->commit) return api::Success{};
    return api::Perform(*call, state, entry.stamp.at);
  });
  http::Response response = api::ToResponse(std::move(outcome));
  if (fault) ApplyFault(*fault, response);
  entry.request_id = Finish(exchange, tenant, response);
  entry.method = request.method;
  entry.target = request.target;
  entry.body = tenant::ClippedText(request.body);
  entry.status = response.status;
  entry.answer = tenant::ClippedText(response.body);
  owner.journal().Add(std::move(entry));
  return response;
}

void Service::Control(const Exchange& exchange, const http::Request& request,
                      const http::Target& target, const Caller& caller,
                      http::Responder& responder) {
  tenant::Tenant* tenant = nullptr;
  http::Response response;
  if (control::IsHealth(request.method, target)) {
    response = control::Health(setup_.facts);
  } else if (!request.Header("authorization")) {
    tenant = &tenants_.default_tenant();
  } else if (caller) {
    tenant = tenants_.Open(caller->organization);
    if (!tenant) response = api::ToResponse(TooManyOrganizations());
  } else {
    const auto policies = tenants_.default_tenant().Do(
        [](tenant::TenantState& state) { return state.organization.policies(); });
    response = api::ToResponse(api::FromKeyFault(caller.error(), request, policies));
  }
  if (tenant && control::MayTakeLong(request.method, target)) {
    return ControlLater(exchange, request.body, *tenant, responder);
  }
  if (tenant) {
    response = control::Answer(request.method, target, request.body, *tenant, setup_.facts);
  }
  Finish(exchange, tenant, response);
  responder.Respond(std::move(response));
}

void Service::ControlLater(const Exchange& exchange, std::string_view body, tenant::Tenant& tenant,
                           http::Responder& responder) {
  const auto answer = std::make_shared<http::DeferredResponse>(responder.Defer());
  const bool posted = worker_.Post(
      Worker::Job([this, began = exchange.began, method = std::string(exchange.method),
                   text = std::string(exchange.target), key = std::string(exchange.key),
                   body = std::string(body), &tenant, answer] {
        if (method == "GET" && answer->cancelled()) return;
        const Exchange kept{.method = method, .target = text, .key = key, .began = began};
        http::Response response =
            control::Answer(method, http::ParseTarget(text), body, tenant, setup_.facts);
        Finish(kept, &tenant, response);
        answer->Respond(std::move(response));
      }));
  if (posted) return;
  http::Response busy = api::ToResponse(
      {.status = 503,
       .message = "Too many long control calls wait already. Ask again when they are done.",
       .code = "control_plane_busy",
       .type = "server_error"});
  Finish(exchange, &tenant, busy);
  answer->Respond(std::move(busy));
}

http::Response Service::Refuse(const Refused& refused, std::string_view method,
                               std::string_view target) {
  const Exchange exchange{
      .method = method, .target = target, .key = {}, .began = std::chrono::steady_clock::now()};
  http::Response response = api::ToResponse(
      {.status = refused.status,
       .message = std::string(refused.message),
       .type = refused.status >= kServerError ? "server_error" : "invalid_request_error"});
  Finish(exchange, nullptr, response);
  return response;
}

api::Error Service::TooManyOrganizations() const {
  return {.status = 403,
          .message = "This twin keeps at most " + std::to_string(tenants_.maximum()) +
                     " organizations, one for each key (--max-organizations).",
          .code = "too_many_organizations"};
}

std::string Service::Finish(const Exchange& exchange, tenant::Tenant* tenant,
                            http::Response& response) {
  constexpr std::int64_t kMicrosecondsInOne = 1000;
  const std::int64_t took_us = MicrosecondsSince(exchange.began);
  std::string id = tenant ? tenant->NextRequestId() : mint_.RequestId(requests_without_tenant_++);
  response.headers.push_back({"x-request-id", id});
  response.headers.push_back(
      {"openai-processing-ms",
       std::to_string(setup_.deterministic ? 0 : took_us / kMicrosecondsInOne)});
  response.headers.push_back({"openai-version", kApiVersion});
  if (log_.Wants()) {
    log_.Request({exchange.method, exchange.target, response.status, took_us, id,
                  exchange.key.empty() ? std::string() : RedactKey(exchange.key)});
  }
  return id;
}

}  // namespace invitro::server
