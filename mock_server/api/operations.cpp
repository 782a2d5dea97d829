#include "mock_server/api/operations.h"

#include <utility>

#include "mock_server/api/invite_codec.h"
#include "mock_server/api/list_parameters.h"

namespace invitro::api {
namespace {

using organization::UnixSeconds;
using tenant::TenantState;

/// Rule INV-CREATE-01.
int CreatedStatusOf(organization::CreatedStatus policy) {
  switch (policy) {
    case organization::CreatedStatus::k200:
      return 200;
    case organization::CreatedStatus::k201:
      return 201;
  }
  return 200;
}

tl::unexpected<Error> Refuse(organization::Refusal refusal, std::string_view subject,
                             const TenantState& state) {
  return tl::unexpected(FromRefusal(refusal, subject, state.organization.policies()));
}

Outcome Create(TenantState& state, const CreateBody& body, UnixSeconds now) {
  auto wish = body.Judge(state.organization.policies());
  if (!wish) return tl::unexpected(std::move(wish).error());
  const std::string email = wish->email;
  const auto invite = state.organization.Create(*std::move(wish), state.NextInviteId(), now);
  if (!invite) return Refuse(invite.error(), email, state);
  return Success{InviteText(state, **invite, now),
                 CreatedStatusOf(state.organization.policies().created_status)};
}

Outcome List(TenantState& state, const http::Target& target, UnixSeconds now) {
  const auto parameters = JudgeListParameters(target.query, state.organization.policies());
  if (!parameters) return tl::unexpected(parameters.error());
  const auto page = state.organization.List(parameters->limit, parameters->after);
  if (!page) return Refuse(page.error(), *parameters->after, state);
  std::string text = R"({"object":"list","data":[)";
  constexpr std::size_t kUsualInvite = 384;
  text.reserve(text.size() + (page->invites.size() + 1) * kUsualInvite);
  for (const organization::Invite* invite : page->invites) {
    if (invite != page->invites.front()) text += ',';
    text += InviteText(state, *invite, now);
  }
  text += ']';
  AppendListEnd(text, *page, state.organization.policies());
  return Success{std::move(text)};
}

Outcome Retrieve(TenantState& state, const std::string& id, UnixSeconds now) {
  const auto invite = state.organization.Retrieve(id);
  if (!invite) return Refuse(invite.error(), id, state);
  return Success{InviteText(state, **invite, now)};
}

Outcome Delete(TenantState& state, const std::string& id, UnixSeconds now) {
  const auto gone = state.organization.Delete(id, now);
  if (!gone) return Refuse(gone.error(), id, state);
  state.texts.Forget(gone->sequence);
  return Success{EncodeDeletion(gone->id)};
}

std::optional<Error> OverLimit(TenantState& state, tenant::Operation operation, UnixSeconds now) {
  const organization::Policies& policies = state.organization.policies();
  const auto wait_s = state.limits.Admit(operation, policies.rate_limit_per_minute, now);
  if (!wait_s) return std::nullopt;
  return RateLimited(*wait_s, policies);
}

}  // namespace

const std::string& InviteText(TenantState& state, const organization::Invite& invite,
                              UnixSeconds now) {
  const organization::Status status = state.organization.StatusAt(invite, now);
  return state.texts.Get(
      invite, status, [&] { return EncodeInvite(invite, status, state.organization.policies()); });
}

Call::Call(Route routed, const http::Target& asked, std::string_view body)
    : route(std::move(routed)), target(asked) {
  if (route.operation == tenant::Operation::kCreate) create_body.emplace(body);
}

Outcome Perform(const Call& call, TenantState& state, UnixSeconds now) {
  if (auto error = OverLimit(state, call.route.operation, now)) {
    return tl::unexpected(*std::move(error));
  }
  switch (call.route.operation) {
    case tenant::Operation::kCreate:
      return Create(state, *call.create_body, now);
    case tenant::Operation::kList:
      return List(state, call.target, now);
    case tenant::Operation::kRetrieve:
      return Retrieve(state, call.route.invite_id, now);
    case tenant::Operation::kDelete:
      return Delete(state, call.route.invite_id, now);
  }
  return {};
}

http::Response ToResponse(Outcome outcome) {
  if (!outcome) return ToResponse(std::move(outcome).error());
  return {.status = outcome->status, .body = std::move(outcome->body)};
}

}  // namespace invitro::api
