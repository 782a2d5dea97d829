#include "invitro/mock_server.h"

#include <optional>
#include <random>
#include <set>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/control/policies_codec.h"
#include "mock_server/control/seed_codec.h"
#include "mock_server/edge/http_server.h"
#include "mock_server/organization/policy_table.h"
#include "mock_server/server/service.h"
#include "support/redact.h"

namespace invitro {
namespace {

using Problem = tl::unexpected<std::string>;

tl::expected<organization::Policies, std::string> PoliciesFrom(const MockServerOptions& options) {
  organization::Policies policies;
  if (!options.profile.empty()) {
    const auto profile = control::DecodePolicies(policies, options.profile);
    if (!profile) return Problem("the profile: " + profile.error());
    policies = *profile;
  }
  for (const auto& [name, value] : options.policies) {
    const auto set = organization::SetPolicy(policies, name, std::string_view(value));
    if (!set) return Problem(set.error());
  }
  return policies;
}

/// The invites to begin with, tried out once: a plan that cannot be carried out is an error now.
tl::expected<std::shared_ptr<const tenant::SeedPlan>, std::string> SeedFrom(
    const MockServerOptions& options, const tenant::StartingState& start) {
  if (options.seed_invites.empty()) return nullptr;
  auto plan = control::DecodeSeed(options.seed_invites);
  if (!plan) return Problem("the seed: " + plan.error());
  if (!plan->invites.empty()) {  // so many made-up ones always can be
    tenant::TenantState trial(start, tenant::IdMint(0, ""));
    const auto made = tenant::ApplySeed(trial, *plan);
    if (!made) return Problem("the seed: " + made.error());
  }
  return std::make_shared<const tenant::SeedPlan>(*std::move(plan));
}

std::uint64_t RandomSeed() {
  std::random_device device;
  constexpr unsigned kHalf = 32;
  return (std::uint64_t{device()} << kHalf) ^ device();
}

/// A key with one scope has no other use; an error, in one line, if it is empty or given twice.
std::optional<std::string> ScopedKeyProblem(const MockServerOptions& options) {
  std::set<std::string> seen{options.key};
  for (const auto* keys : {&options.read_only_keys, &options.write_only_keys}) {
    for (const std::string& key : *keys) {
      if (key.empty()) return "a read-only or write-only key must not be empty";
      if (!seen.insert(key).second) {
        return "a read-only or write-only key must differ from every other key: " + RedactKey(key);
      }
    }
  }
  return std::nullopt;
}

tl::expected<server::Service::Setup, std::string> SetupFrom(const MockServerOptions& options) {
  if (options.key.empty()) return Problem("the default key must not be empty");
  if (const auto problem = ScopedKeyProblem(options)) return Problem(*problem);
  if (options.max_organizations < 1) return Problem("max_organizations must be 1 or more");
  if (options.frozen_at && (*options.frozen_at < 0 || *options.frozen_at > tenant::kLastSecond)) {
    return Problem("the clock must be from 0 to " + std::to_string(tenant::kLastSecond));
  }
  const auto policies = PoliciesFrom(options);
  if (!policies) return Problem(policies.error());
  server::Service::Setup setup;
  setup.tenants.start = {*policies, options.frozen_at, nullptr};
  auto seed = SeedFrom(options, setup.tenants.start);
  if (!seed) return Problem(seed.error());
  setup.tenants.default_seed = *std::move(seed);
  setup.tenants.seed = options.seed ? *options.seed : RandomSeed();
  setup.tenants.default_key = options.key;
  setup.tenants.maximum = options.max_organizations;
  setup.keys.default_key = options.key;
  setup.keys.revoked = options.revoked_keys;
  setup.keys.read_only = options.read_only_keys;
  setup.keys.write_only = options.write_only_keys;
  if (options.only_key) setup.keys.only = options.key;
  setup.control_plane = options.control_plane;
  setup.deterministic = options.seed.has_value();
  return setup;
}

server::Refused RefusedFor(http::Rejection rejection) {
  switch (rejection) {
    case http::Rejection::kMalformed:
      return {400, "The request is not well-formed HTTP."};
    case http::Rejection::kHeaderLineTooLong:
      return {431, "A header line of the request is too long."};
    case http::Rejection::kTargetTooLong:
      return {414, "The URL of the request is too long."};
    case http::Rejection::kTooManyHeaders:
      return {431, "The request has too many headers."};
    case http::Rejection::kBodyTooLarge:
      return {413, "The body of the request is too large."};
    case http::Rejection::kUnsupportedEncoding:
      return {415, "The Content-Encoding of the request is not supported."};
    case http::Rejection::kTimedOut:
      return {408, "The request did not arrive in time."};
    case http::Rejection::kHandlerFailed:
      break;
  }
  return {500, "The server had an error while processing your request."};
}

}  // namespace

std::vector<std::string> ListPolicies(const MockServerOptions& options, std::string& error) {
  const auto policies = PoliciesFrom(options);
  if (!policies) {
    error = policies.error();
    return {};
  }
  std::vector<std::string> lines;
  for (const organization::PolicyEntry& entry : organization::PolicyTable()) {
    lines.push_back(organization::DescribePolicy(entry, *policies));
  }
  return lines;
}

namespace {

/// The handler with the decorators around it.
http::Handler Decorated(const MockServerOptions& options, http::Handler handler) {
  return http::AtOnce(
      options.decorate([handler = std::move(handler)](const http::Request& request) {
        return http::AnswerNow(handler, request);
      }));
}

}  // namespace

struct MockServer::Running {
  std::string error;
  std::string key;
  std::string origin;
  std::string base_url;
  std::string engine;
  int port = 0;
  std::unique_ptr<server::Service> service;  // outlives the edge, which calls it
  std::unique_ptr<edge::HttpServer> edge;

  tl::expected<void, std::string> Start(const MockServerOptions& options);
};

tl::expected<void, std::string> MockServer::Running::Start(const MockServerOptions& options) {
  key = options.key;
  const auto log = server::Log::Make(options.log_level);
  if (!log)
    return Problem("log level '" + options.log_level +
                   "' is none of trace, debug, info, warn, error, off");
  auto setup = SetupFrom(options);
  if (!setup) return Problem(setup.error());
  edge::Options listen;
  const auto wanted = edge::FindEngine(options.engine);
  if (!wanted) return Problem("engine: '" + options.engine + "' is not auto, httplib or epoll");
  listen.engine = *wanted;
  listen.host = options.host;
  listen.port = options.port;
  listen.max_body_bytes = options.max_body_bytes;
  listen.threads = options.threads;
  listen.tls_cert_file = options.tls_cert_file;
  listen.tls_key_file = options.tls_key_file;
  const auto chosen = edge::ChooseEngine(listen);
  if (!chosen) return Problem(chosen.error());
  setup->facts = {std::string(edge::EngineName(*chosen)), edge::CanReset(*chosen)};
  service = std::make_unique<server::Service>(*std::move(setup), *log);
  http::Handler handler = [this](const http::Request& request, http::Responder& responder) {
    service->Handle(request, responder);
  };
  if (options.decorate) handler = Decorated(options, std::move(handler));
  auto started = edge::HttpServer::Start(
      listen, std::move(handler),
      [this](http::Rejection rejection, std::string_view method, std::string_view target) {
        return service->Refuse(RefusedFor(rejection), method, target);
      });
  if (!started) return Problem(started.error());
  edge = *std::move(started);
  port = edge->port();
  engine = edge::EngineName(*chosen);
  const bool ipv6 = options.host.find(':') != std::string::npos;
  origin = (options.tls_cert_file.empty() ? "http://" : "https://") +
           (ipv6 ? "[" + options.host + "]" : options.host) + ":" + std::to_string(port);
  base_url = origin + "/v1";
  return {};
}

MockServer::MockServer(const MockServerOptions& options) : running_(std::make_unique<Running>()) {
  const auto started = running_->Start(options);
  if (!started) running_->error = started.error();
}

MockServer::~MockServer() { Stop(); }
MockServer::MockServer(MockServer&&) noexcept = default;
MockServer& MockServer::operator=(MockServer&&) noexcept = default;

bool MockServer::ok() const { return running_->error.empty(); }
const std::string& MockServer::error() const { return running_->error; }
const std::string& MockServer::base_url() const { return running_->base_url; }
const std::string& MockServer::origin() const { return running_->origin; }
const std::string& MockServer::engine() const { return running_->engine; }
int MockServer::port() const { return running_->port; }
const std::string& MockServer::key() const { return running_->key; }

void MockServer::Stop() {
  if (running_ && running_->edge) running_->edge->Stop();
}

}  // namespace invitro
