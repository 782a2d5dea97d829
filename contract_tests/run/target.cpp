#include "contract_tests/run/target.h"

#include <cstdlib>
#include <filesystem>
#include <random>

#include "client/httplib_transport.h"
#include "client/url.h"

namespace invitro::contract {
namespace {

std::string StateFolder() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') return std::string(state) + "/invitro";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return std::string(home) + "/.local/state/invitro";
  return std::filesystem::temp_directory_path().string() + "/invitro";
}

}  // namespace

bool IsLoopback(const std::string& host) {
  return host.starts_with("127.") || host == "localhost" || host == "[::1]" || host == "::1";
}

tl::expected<std::unique_ptr<Transport>, std::string> Connect(const ContractOptions& options) {
  ClientOptions client;
  client.base_url = options.base_url;
  client.ca_file = options.ca_file;
  client.proxy = options.proxy;
  auto made = MakeHttplibTransport(client);
  if (!made) return tl::unexpected(made.error().message);
  return std::move(*made);
}

Session::Setup SetUp(const Target& target, const ContractOptions& options, const TimeSource& time) {
  static const std::atomic<bool> never = false;
  Session::Setup setup;
  setup.transport = target.transport.get();
  if (!options.transport) {
    setup.connect = [&options] { return std::move(Connect(options).value()); };
  }
  setup.origin = target.origin;
  setup.base_path = target.base_path;
  setup.key = target.key;
  setup.limits = target.limits;
  setup.timeout = target.timeout;
  setup.time = &time;
  setup.stop = options.stop != nullptr ? options.stop : &never;
  return setup;
}

bool KeepsApart(const std::string& addresses) {
  return addresses.find("{run}") != std::string::npos && addresses.find("{n}") != std::string::npos;
}

tl::expected<Target, std::string> OpenTarget(const ContractOptions& options) {
  const auto url = ParseBaseUrl(options.base_url);
  if (!url) return tl::unexpected("'" + options.base_url + "' is no URL of a target");
  Target target;
  target.origin = url->origin();
  target.base_path = url->path;
  target.local = IsLoopback(url->host);
  if (options.key.empty()) {
    return tl::unexpected(std::string("no key: set OPENAI_ADMIN_KEY"));
  }
  if (!KeepsApart(options.addresses)) {
    return tl::unexpected(std::string("the addresses need {run} and {n}"));
  }
  if (!target.local && !options.consent_live) {
    return tl::unexpected(url->host +
                          " is not on this machine: invites would be made there and "
                          "e-mail may be sent; say --consent-live if that is what you want");
  }
  target.key = {options.key, "$OPENAI_ADMIN_KEY"};
  if (!target.local || options.rpm || options.budget) {
    target.limits.emplace();
    target.limits->per_minute = options.rpm.value_or(target.limits->per_minute);
    target.limits->budget = options.budget.value_or(target.limits->budget);
  }
  target.timeout = std::chrono::milliseconds(
      static_cast<std::int64_t>(options.timeout_s.value_or(target.local ? 5 : 30) * 1000));
  target.transport = options.transport;
  if (!target.transport) {
    auto made = Connect(options);
    if (!made) return tl::unexpected(made.error());
    target.transport = std::move(*made);
  }
  return target;
}

std::string NewRunName() {
  constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::random_device device;
  std::string name;
  for (int i = 0; i < 8; ++i) name += kLetters[device() % kLetters.size()];
  return name;
}

tl::expected<std::string, std::string> LedgerPath(const std::string& folder,
                                                  const std::string& run) {
  const std::string in = folder.empty() ? StateFolder() : folder;
  std::error_code code;
  std::filesystem::create_directories(in, code);
  if (code) return tl::unexpected("cannot make the folder " + in + ": " + code.message());
  return in + "/ledger-" + run + ".jsonl";
}

}  // namespace invitro::contract
