#include "mock_server/main/flags.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

#include "defects/defect.h"
#include "mock_server/organization/policy_table.h"

namespace invitro::program {
namespace {

constexpr int kDefaultPort = 8765;
constexpr int kMostPort = 65535;

struct Raw {  // what CLI11 fills in, before files are read
  Flags flags;
  std::string profile_file;
  std::string seed_file;
  std::vector<std::string> policies;
  bool no_control = false;
  bool list_policies = false;
  std::vector<std::string> defects;
  bool list_defects = false;
};

void AddNetworkFlags(CLI::App& app, Raw& raw) {
  MockServerOptions& server = raw.flags.server;
  server.port = kDefaultPort;
  app.add_option("--engine", server.engine,
                 "What serves: auto, httplib (cpp-httplib's server) or epoll (plain HTTP on Linux)")
      ->check(CLI::IsMember({"auto", "httplib", "epoll"}))
      ->envname("INVITRO_ENGINE")
      ->capture_default_str();
  app.add_option("--host", server.host, "Address to listen on")->capture_default_str();
  app.add_option("--port", server.port, "Port to listen on; 0: any free one")
      ->check(CLI::Range(0, kMostPort))
      ->capture_default_str();
  app.add_option("--port-file", raw.flags.port_file,
                 "Write the port here once requests are served");
  CLI::Option* cert =
      app.add_option("--tls-cert", server.tls_cert_file, "Serve TLS with this certificate (PEM)");
  CLI::Option* key =
      app.add_option("--tls-key", server.tls_key_file, "The certificate's private key (PEM)");
  cert->needs(key);
  key->needs(cert);
  app.add_option("--max-body", server.max_body_bytes, "Largest body of a request, in bytes")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--threads", server.threads, "Threads of the epoll engine; 0: one for each core")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
}

void AddKeyFlags(CLI::App& app, Raw& raw) {
  MockServerOptions& server = raw.flags.server;
  app.add_option("--key", server.key, "Key of the default organization")->capture_default_str();
  app.add_flag("--only-key", server.only_key, "Refuse every other key as incorrect");
  app.add_option("--revoked-key", server.revoked_keys, "Refuse this key as incorrect (repeatable)")
      ->allow_extra_args(false);
  app.add_option("--read-only-key", server.read_only_keys,
                 "Key of the default organization that may only read (repeatable)")
      ->allow_extra_args(false);
  app.add_option("--write-only-key", server.write_only_keys,
                 "Key of the default organization that may only write (repeatable)")
      ->allow_extra_args(false);
  app.add_option("--max-organizations", server.max_organizations,
                 "Organizations kept, one for each key; further keys are refused")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

void AddBehaviourFlags(CLI::App& app, Raw& raw) {
  MockServerOptions& server = raw.flags.server;
  app.add_option("--profile", raw.profile_file,
                 "Answer the API's open questions as this profile does (JSON)");
  app.add_option("--policy", raw.policies, "Answer one of them: name=value (repeatable)")
      ->allow_extra_args(false);
  app.add_flag("--list-policies", raw.list_policies,
               "Print every policy, its value and the possible ones, and end");
  app.add_option("--seed-file", raw.seed_file,
                 R"(Begin with these invites: {"count": n} or {"invites": [...]})");
  app.add_option("--seed", server.seed,
                 "Make ids from this number: the same requests, the same answers")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--clock", server.frozen_at,
                 "Stop the clock at these Unix seconds, until it is advanced")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--no-control", raw.no_control, "Do not serve the control plane (/_mock/)");
  app.add_option("--log-level", server.log_level, "trace, debug, info, warn, error or off")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
}

void AddDefectFlags(CLI::App& app, Raw& raw) {
  app.add_option("--defect", raw.defects,
                 "Have this defect, to see whether your tests catch it (repeatable)")
      ->allow_extra_args(false);
  app.add_flag("--list-defects", raw.list_defects,
               "Print every defect with the rule it breaks, and end");
}

void PrintDefects() {
  for (const defects::Defect& defect : defects::All()) {
    std::cout << defect.name << "    " << defect.rule << "    " << defect.what
              << (defect.race ? " (a race)" : "") << "\n";
  }
}

/// Puts the defects around the handler, the first one nearest to it. False: one is unknown.
bool AddDefects(const std::vector<std::string>& names, MockServerOptions& server) {
  std::vector<const defects::Defect*> found;
  for (const std::string& name : names) {
    const defects::Defect* defect = defects::Find(name);
    if (defect == nullptr) {
      std::cerr << "invitro-server: --defect: there is no '" << name << "' (see --list-defects)\n";
      return false;
    }
    found.push_back(defect);
  }
  if (found.empty()) return true;
  server.decorate = [found](MockServerOptions::Handler handler) {
    for (const defects::Defect* defect : found) handler = defect->wrap(std::move(handler));
    return handler;
  };
  return true;
}

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || !text) return std::nullopt;
  return text.str();
}

/// The contents of the file a flag names; nullopt, once it was said, if they cannot be had.
std::optional<std::string> FlagFile(const char* flag, const std::string& path) {
  auto text = ReadFile(path);
  if (!text) std::cerr << "invitro-server: " << flag << ": cannot read '" << path << "'\n";
  return text;
}

Exit PrintPolicies(const MockServerOptions& server) {
  std::string error;
  for (const std::string& line : ListPolicies(server, error)) std::cout << line << "\n";
  if (error.empty()) return Exit::kOk;
  std::cerr << "invitro-server: " << error << "\n";
  return Exit::kUsage;
}

tl::expected<Flags, Exit> Finish(Raw raw) {
  MockServerOptions& server = raw.flags.server;
  server.control_plane = !raw.no_control;
  if (!AddDefects(raw.defects, server)) return tl::unexpected(Exit::kUsage);
  if (!raw.profile_file.empty()) {
    auto text = FlagFile("--profile", raw.profile_file);
    if (!text) return tl::unexpected(Exit::kUsage);
    server.profile = *std::move(text);
  }
  if (!raw.seed_file.empty()) {
    auto text = FlagFile("--seed-file", raw.seed_file);
    if (!text) return tl::unexpected(Exit::kUsage);
    server.seed_invites = *std::move(text);
  }
  organization::Policies tried;
  for (const std::string& policy : raw.policies) {
    const std::size_t equals = policy.find('=');
    if (equals == std::string::npos) {
      std::cerr << "invitro-server: --policy takes name=value, not '" << policy << "'\n";
      return tl::unexpected(Exit::kUsage);
    }
    const std::string name = policy.substr(0, equals), value = policy.substr(equals + 1);
    if (const auto set = organization::SetPolicy(tried, name, std::string_view(value)); !set) {
      std::cerr << "invitro-server: --policy: " << set.error() << "\n";
      return tl::unexpected(Exit::kUsage);
    }
    server.policies.emplace_back(name, value);
  }
  return std::move(raw.flags);
}

}  // namespace

tl::expected<Flags, Exit> ReadFlags(int argc, const char* const* argv) {
  CLI::App app("A stateful stand-in for OpenAI's organization Invites API.", "invitro-server");
  app.set_version_flag("--version", std::string("invitro-server ") + INVITRO_VERSION);
  app.get_formatter()->column_width(32);
  Raw raw;
  raw.flags.server.log_level = "info";
  AddNetworkFlags(app, raw);
  AddKeyFlags(app, raw);
  AddDefectFlags(app, raw);
  AddBehaviourFlags(app, raw);
  app.footer(
      "Ends at once, with 0, on SIGINT or SIGTERM; with 1 if it cannot start, with 3 if a flag is "
      "wrong.");
  try {  // CLI11 reports by throwing; nothing of it goes beyond this function
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked);
    return tl::unexpected(Exit::kOk);
  } catch (const CLI::ParseError& wrong) {
    std::cerr << "invitro-server: " << wrong.what() << " (see --help)\n";
    return tl::unexpected(Exit::kUsage);
  }
  if (raw.list_defects) {
    PrintDefects();
    return tl::unexpected(Exit::kOk);
  }
  const bool list_policies = raw.list_policies;
  auto flags = Finish(std::move(raw));
  if (flags && list_policies) return tl::unexpected(PrintPolicies(flags->server));
  return flags;
}

}  // namespace invitro::program
