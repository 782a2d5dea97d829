#include "mock_server/control/control.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "mock_server/api/error.h"
#include "mock_server/api/json_text.h"
#include "mock_server/api/operations.h"
#include "mock_server/control/clock_codec.h"
#include "mock_server/control/faults_codec.h"
#include "mock_server/control/journal_codec.h"
#include "mock_server/control/openapi_embedded.h"
#include "mock_server/control/policies_codec.h"
#include "mock_server/control/seed_codec.h"
#include "mock_server/control/state_codec.h"

namespace invitro::control {
namespace {

using organization::Invite;
using organization::Organization;
using organization::Refusal;
using organization::UnixSeconds;
using tenant::Tenant;
using tenant::TenantState;

struct Call {
  std::string_view body;
  std::string invite_id;  // where the path has one
  const ServerFacts& facts;
};

http::Response Ok(std::string body) { return {.body = std::move(body)}; }
http::Response BadRequest(std::string what) {
  return api::ToResponse({.message = "Invalid control request: " + std::move(what) + "."});
}

http::Response Reset(const Call& /*call*/, Tenant& tenant) {
  tenant.Reset();
  return Ok(R"({"status":"ok"})");
}

using Transition = tl::expected<const Invite*, Refusal> (Organization::*)(std::string_view,
                                                                          UnixSeconds);

http::Response Move(const Call& call, Tenant& tenant, Transition transition) {
  return tenant.Do([&](TenantState& state) {
    const UnixSeconds now = state.clock.Now();
    const auto invite = (state.organization.*transition)(call.invite_id, now);
    if (invite) return Ok(api::InviteText(state, **invite, now));
    return api::ToResponse(
        api::FromRefusal(invite.error(), call.invite_id, state.organization.policies()));
  });
}

http::Response Accept(const Call& call, Tenant& tenant) {
  return Move(call, tenant, &Organization::Accept);
}

http::Response Expire(const Call& call, Tenant& tenant) {
  return Move(call, tenant, &Organization::Expire);
}

http::Response GetClock(const Call& /*call*/, Tenant& tenant) {
  return Ok(tenant.Do([](TenantState& state) { return EncodeClock(state.clock); }));
}

http::Response PostClock(const Call& call, Tenant& tenant) {
  const auto change = DecodeClockChange(call.body);
  if (!change) return BadRequest(change.error());
  return tenant.Do([&](TenantState& state) {
    const auto moved = Apply(*change, state.clock);
    return moved ? Ok(EncodeClock(state.clock)) : BadRequest(moved.error());
  });
}

http::Response Seed(const Call& call, Tenant& tenant) {
  const auto plan = DecodeSeed(call.body);
  if (!plan) return BadRequest(plan.error());
  const auto made = tenant.Do([&](TenantState& state) { return ApplySeed(state, *plan); });
  return made ? Ok(R"({"seeded":)" + std::to_string(*made) + "}") : BadRequest(made.error());
}

http::Response GetState(const Call& /*call*/, Tenant& tenant) {
  return Ok(tenant.Do([](TenantState& state) { return EncodeState(state); }));
}

http::Response PutState(const Call& call, Tenant& tenant) {
  const auto done = tenant.Do([&](TenantState& state) { return DecodeState(state, call.body); });
  return done ? Ok(R"({"status":"ok"})") : BadRequest(done.error());
}

http::Response GetPolicies(const Call& /*call*/, Tenant& tenant) {
  return Ok(
      EncodePolicies(tenant.Do([](TenantState& state) { return state.organization.policies(); })));
}

http::Response PutPolicies(const Call& call, Tenant& tenant) {
  return tenant.Do([&](TenantState& state) {
    const auto policies = DecodePolicies(state.organization.policies(), call.body);
    if (!policies) return BadRequest(policies.error());
    state.organization.SetPolicies(*policies);
    state.texts.Clear();  // they were encoded under the old ones
    return Ok(EncodePolicies(*policies));
  });
}

http::Response GetRequests(const Call& /*call*/, Tenant& tenant) {
  return Ok(EncodeJournal(tenant.journal().Read()));
}

http::Response DeleteRequests(const Call& /*call*/, Tenant& tenant) {
  tenant.journal().Clear();
  return Ok(R"({"status":"ok"})");
}

http::Response PostCount(const Call& call, Tenant& tenant) {
  auto count = CountRequests(tenant.journal().Read(), call.body);
  return count ? Ok(*std::move(count)) : BadRequest(count.error());
}

http::Response GetFaults(const Call& /*call*/, Tenant& tenant) {
  return Ok(tenant.Do([](TenantState& state) { return EncodeFaults(state.faults.all()); }));
}

http::Response PutFaults(const Call& call, Tenant& tenant) {
  auto faults = DecodeFaults(call.body, call.facts.can_reset);
  if (!faults) return BadRequest(faults.error());
  return Ok(tenant.Do([&](TenantState& state) {
    state.faults.Replace(*std::move(faults));
    return EncodeFaults(state.faults.all());
  }));
}

http::Response DeleteFaults(const Call& /*call*/, Tenant& tenant) {
  tenant.Do([](TenantState& state) { state.faults.Replace({}); });
  return Ok(R"({"status":"ok"})");
}

http::Response GetOpenApi(const Call& /*call*/, Tenant& /*tenant*/) {
  return Ok(std::string(kOpenApi));
}

http::Response GetHealth(const Call& call, Tenant& /*tenant*/) { return Health(call.facts); }

constexpr std::string_view kAnyId = "{id}";

struct Row {
  std::string_view method;
  std::array<std::string_view, 3> path;  // behind /_mock/; "" where there is no more
  http::Response (*answer)(const Call&, Tenant&);
  bool may_take_long = false;
};

constexpr std::array kRows{
    Row{"GET", {"health"}, GetHealth},
    Row{"GET", {"openapi.json"}, GetOpenApi},
    Row{"POST", {"reset"}, Reset, true},
    Row{"POST", {"invites", kAnyId, "accept"}, Accept},
    Row{"POST", {"invites", kAnyId, "expire"}, Expire},
    Row{"GET", {"clock"}, GetClock},
    Row{"POST", {"clock"}, PostClock},
    Row{"POST", {"seed"}, Seed, true},
    Row{"GET", {"state"}, GetState, true},
    Row{"PUT", {"state"}, PutState, true},
    Row{"GET", {"policies"}, GetPolicies},
    Row{"GET", {"faults"}, GetFaults},
    Row{"PUT", {"faults"}, PutFaults},
    Row{"DELETE", {"faults"}, DeleteFaults},
    Row{"PUT", {"policies"}, PutPolicies},
    Row{"GET", {"requests"}, GetRequests, true},
    Row{"DELETE", {"requests"}, DeleteRequests},
    Row{"POST", {"requests", "count"}, PostCount, true},
};

/// Whether `path` is the row's; `id` becomes what stood in the place of {id}.
bool Fits(const Row& row, std::span<const std::string> path, std::string& id) {
  if (path.size() > row.path.size()) return false;
  for (std::size_t i = 0; i < row.path.size(); ++i) {
    const std::string_view given = i < path.size() ? std::string_view(path[i]) : "";
    if (row.path[i] == kAnyId && !given.empty()) {
      id = given;
    } else if (row.path[i] != given) {
      return false;
    }
  }
  return true;
}

/// The path behind /_mock/.
std::span<const std::string> Behind(const http::Target& target) {
  return std::span(target.segments).subspan(1);
}

}  // namespace

bool IsControl(const http::Target& target) {
  return !target.segments.empty() && target.segments.front() == "_mock";
}

bool IsHealth(std::string_view method, const http::Target& target) {
  return method == "GET" && IsControl(target) && target.segments.size() == 2 &&
         target.segments[1] == "health";
}

http::Response Health(const ServerFacts& facts) {
  std::string body = R"({"status":"ok","version":)";
  api::AppendJsonString(body, INVITRO_VERSION);
  body += R"(,"engine":)";
  api::AppendJsonString(body, facts.engine);
  return Ok(body + "}");
}

bool MayTakeLong(std::string_view method, const http::Target& target) {
  std::string id;
  return std::ranges::any_of(kRows, [&](const Row& row) {
    return row.may_take_long && row.method == method && Fits(row, Behind(target), id);
  });
}

http::Response Answer(std::string_view method, const http::Target& target, std::string_view body,
                      Tenant& tenant, const ServerFacts& facts) {
  std::string allow;
  for (const Row& row : kRows) {
    Call call{body, {}, facts};
    if (!Fits(row, Behind(target), call.invite_id)) continue;
    if (row.method == method) return row.answer(call, tenant);
    allow += (allow.empty() ? "" : ", ") + std::string(row.method);
  }
  if (!allow.empty()) return api::ToResponse(api::WrongMethod(method, target.path, allow));
  return api::ToResponse(api::UnknownUrl(method, target.path));
}

}  // namespace invitro::control
