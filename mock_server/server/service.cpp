#include "mock_server/server/service.h"

#include <utility>

#include "mock_server/api/operations.h"
#include "mock_server/control/control.h"
#include "support/redact.h"

namespace invitro::server {
namespace {

constexpr const char* kApiVersion = "2020-10-01";  // what the API answers in openai-version

std::int64_t MicrosecondsSince(std::chrono::steady_clock::time_point began) {
  const auto took = std::chrono::steady_clock::now() - began;
  return std::chrono::duration_cast<std::chrono::microseconds>(took).count();
}

organization::Policies PoliciesOf(tenant::Tenant& tenant) {
  return tenant.Do([](tenant::TenantState& state) { return state.organization.policies(); });
}

}  // namespace

Service::Service(Setup setup, Log log)
    : setup_(std::move(setup)),
      log_(std::move(log)),
      tenants_(setup_.tenants),
      mint_(setup_.tenants.seed, "") {}

http::Response Service::Handle(const http::Request& request) {
  const auto began = std::chrono::steady_clock::now();
  const http::Target target = http::ParseTarget(request.target);
  Answered answered = Dispatch(request, target);
  const std::string request_id = Stamp(answered.response, answered.tenant, began);
  if (answered.journaled) {
    // What is nobody's is kept where a test without a key looks: with the default organization.
    tenant::Tenant& owner = answered.tenant ? *answered.tenant : tenants_.default_tenant();
    tenant::JournalEntry entry;
    entry.at = owner.Do([](tenant::TenantState& state) { return state.clock.Now(); });
    entry.operation = answered.operation;
    entry.method = request.method;
    entry.target = request.target;
    entry.body = tenant::ClippedText(request.body);
    entry.status = answered.response.status;
    entry.request_id = request_id;
    entry.answer = tenant::ClippedText(answered.response.body);
    owner.journal().Add(std::move(entry));
  }
  const auto caller = setup_.keys.Identify(request);
  log_.Request({request.method, request.target, answered.response.status, MicrosecondsSince(began),
                request_id, caller ? RedactKey(caller->key) : std::string()});
  return std::move(answered.response);
}

http::Response Service::Refuse(const Refused& refused, std::string_view method,
                               std::string_view target) {
  const auto began = std::chrono::steady_clock::now();
  constexpr int kServerError = 500;
  http::Response response = api::ToResponse(
      {.status = refused.status,
       .message = std::string(refused.message),
       .type = refused.status >= kServerError ? "server_error" : "invalid_request_error"});
  const std::string request_id = Stamp(response, nullptr, began);
  log_.Request({method, target, response.status, MicrosecondsSince(began), request_id, {}});
  return response;
}

/// Lets the API answer, unless a fault says otherwise.
http::Response Service::Answer(const api::Route& route, const http::Target& target,
                               std::string_view body, tenant::Tenant& tenant) {
  const auto fault =
      tenant.Do([&](tenant::TenantState& state) { return state.faults.Meet(route.operation); });
  if (!fault) return api::Answer(route, target, body, tenant);
  http::Response response;
  if (fault->commit) response = api::Answer(route, target, body, tenant);
  constexpr int kServerError = 500;
  if (fault->status) {
    response = api::ToResponse(
        {.status = *fault->status,
         .message = "A scripted fault.",
         .code = "scripted_fault",
         .type = *fault->status >= kServerError ? "server_error" : "invalid_request_error"});
  }
  if (fault->body) response.body = *fault->body;
  for (const auto& [name, value] : fault->headers) response.headers.push_back({name, value});
  http::Delivery& delivery = response.delivery.emplace();
  delivery.delay = std::chrono::milliseconds(fault->delay_ms);
  delivery.body_pause = std::chrono::milliseconds(fault->body_pause_ms);
  delivery.length_error = fault->content_length_error;
  delivery.reset = fault->reset;
  if (fault->cut_after_bytes)
    delivery.cut_after = static_cast<std::size_t>(*fault->cut_after_bytes);
  return response;
}

Service::Answered Service::Dispatch(const http::Request& request, const http::Target& target) {
  if (setup_.control_plane && control::IsControl(target)) return Control(request, target);
  const auto caller = setup_.keys.Authorize(request);
  auto route = api::FindRoute(request.method, target);
  if (!route) {
    // The URL is judged before the key, and makes no organization.
    return {.response = api::ToResponse(std::move(route).error()),
            .tenant = caller ? tenants_.Find(caller->organization) : nullptr};
  }
  const std::string_view operation = tenant::OperationName(route->operation);
  Answered answered;
  if (!caller) {
    answered = KeyRefused(caller.error(), request);
  } else if (tenant::Tenant* tenant = tenants_.Open(caller->organization)) {
    answered = {.response = Answer(*route, target, request.body, *tenant), .tenant = tenant};
  } else {
    answered = TooManyOrganizations();
  }
  answered.operation = operation;
  return answered;
}

Service::Answered Service::Control(const http::Request& request, const http::Target& target) {
  if (control::IsHealth(request.method, target)) {
    return {.response = control::Health(), .journaled = false};
  }
  tenant::Tenant* tenant = &tenants_.default_tenant();
  if (request.Header("authorization")) {
    const auto caller = setup_.keys.Identify(request);
    if (!caller) {
      Answered refused = KeyRefused(caller.error(), request);
      refused.journaled = false;
      return refused;
    }
    tenant = tenants_.Open(caller->organization);
    if (!tenant) return TooManyOrganizations();
  }
  return {.response =
              control::Answer(request.method, target, request.body, *tenant, setup_.can_deliver),
          .tenant = tenant,
          .journaled = false};
}

Service::Answered Service::KeyRefused(api::KeyFault fault, const http::Request& request) {
  // A key that is refused has no organization of its own: the default one's policies speak.
  const organization::Policies policies = PoliciesOf(tenants_.default_tenant());
  return {.response = api::ToResponse(api::FromKeyFault(fault, request, policies))};
}

Service::Answered Service::TooManyOrganizations() const {
  return {.response = api::ToResponse(
              {.status = 403,
               .message = "This twin keeps at most " + std::to_string(tenants_.maximum()) +
                          " organizations, one for each key (--max-organizations).",
               .code = "too_many_organizations"})};
}

std::string Service::Stamp(http::Response& response, tenant::Tenant* tenant, Instant began) {
  constexpr std::int64_t kMicrosecondsInOne = 1000;
  std::string id = tenant ? tenant->NextRequestId() : mint_.RequestId(nobodys_requests_++);
  const std::int64_t took_ms =
      setup_.deterministic ? 0 : MicrosecondsSince(began) / kMicrosecondsInOne;
  response.headers.push_back({"x-request-id", id});
  response.headers.push_back({"openai-processing-ms", std::to_string(took_ms)});
  response.headers.push_back({"openai-version", kApiVersion});
  return id;
}

}  // namespace invitro::server
