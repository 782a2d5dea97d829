#include "contract_tests/main/flags.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "contract_tests/main/allowances.h"
#include "contract_tests/properties/counterexample.h"
#include "contract_tests/run/target.h"

namespace invitro::contract {
namespace {

constexpr const char* kAbout =
    "Does a server keep the contract of OpenAI's organization Invites API?\n"
    "Checks every rule that the target can be driven to show, and says which it cannot.";

constexpr const char* kExamples = R"(Examples:
  invitro-contract                                            (a twin of its own)
  OPENAI_ADMIN_KEY=sk-admin-x invitro-contract --target http://127.0.0.1:8080/v1 --report out
  invitro-contract --gtest_filter='INV_PAGE_*'                (GoogleTest's flags all work)
  invitro-contract --minutes 10 --counterexamples found       (fuzz)
  OPENAI_ADMIN_KEY=… invitro-contract --target https://api.openai.com/v1 --consent-live

The key is taken from OPENAI_ADMIN_KEY alone: a command line can be read by every user of a machine.
Admin keys with one scope show more rules: INVITRO_READ_ONLY_KEY, INVITRO_WRITE_ONLY_KEY.
Exit codes: 0 every rule that could be checked holds, 1 one is broken, 2 could not look,
3 wrong usage, 4 the clean-up failed.)";

struct Typed {  // what CLI11 fills in
  Flags flags;
  std::string only;
  std::optional<double> settle_ms;
  std::vector<std::string> policies;
};

CLI::Validator AboveZero() {
  return {[](std::string& text) {
            return std::strtod(text.c_str(), nullptr) > 0
                       ? ""
                       : "must be greater than 0, not '" + text + "'";
          },
          ""};
}

void AddTarget(CLI::App& app, Typed& typed) {
  ContractOptions& contract = typed.flags.contract;
  app.add_option("--target", typed.flags.target, "\"twin\", or the base URL of a server")
      ->capture_default_str();
  app.add_flag("--consent-live", contract.consent_live,
               "Make invites on a target that is not on this machine (INVITRO_CONSENT_LIVE=1)");
  app.add_option("--rpm", contract.rpm, "Requests a minute of each operation; 6 off this machine")
      ->check(CLI::Range(0.01, 1e6));
  app.add_option("--budget", contract.budget, "Requests in all; 150 off this machine")
      ->check(CLI::Range(1, 1'000'000'000));
  app.add_option("--timeout", contract.timeout_s, "Seconds of one request; 5, or 30 elsewhere")
      ->check(CLI::Range(0.01, 3'600.0));
  app.add_option("--ca-file", contract.ca_file, "Trust this certificate authority (PEM)")
      ->check(CLI::ExistingFile);
  app.add_option("--addresses", contract.addresses, "Whom it invites; {run} and {n} are filled in")
      ->capture_default_str();
  app.add_option("--project", contract.projects,
                 "A project that the target knows (repeatable); made-up ones without it")
      ->allow_extra_args(false);
  app.add_option("--policy", typed.policies, "NAME=VALUE: an answer of the own twin (repeatable)")
      ->allow_extra_args(false);
  app.add_option("--time-scale", contract.time_scale,
                 "Seconds of waiting that pass in one of the wall's, for targets on such a clock")
      ->check(CLI::Range(1.0, 1e6));
}

void AddRules(CLI::App& app, Typed& typed) {
  app.add_option(
         "--allow", typed.flags.allow,
         "A rule that the target is known to break, INV-…: reported, no failure. Or a file: "
         "an id and a reason a line (repeatable)")
      ->allow_extra_args(false);
  app.add_option("--only", typed.only, "documented: leave out what OpenAI does not document")
      ->check(CLI::IsMember({"documented"}));
  app.add_option("--settle", typed.settle_ms,
                 "Milliseconds that a change may take until it can be read; 0, or 3000 elsewhere")
      ->check(CLI::Range(0.0, 600'000.0));
}

void AddHunt(CLI::App& app, Typed& typed) {
  ContractOptions& contract = typed.flags.contract;
  app.add_option("--seed", contract.seed, "Of the random scenarios; without it a fresh one")
      ->check(AboveZero());
  app.add_option("--cases", contract.cases, "How many random scenarios; 150 unless --minutes")
      ->check(AboveZero());
  app.add_option("--size", contract.max_size, "Steps in the longest of them")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--histories", contract.histories,
                 "Of several clients at once: 200, or none where others invite too or the "
                 "pace is limited")
      ->check(AboveZero());
  app.add_option("--minutes", contract.minutes, "Fuzz so long, with growing scenarios")
      ->check(AboveZero());
  app.add_option("--counterexamples", contract.counterexamples_dir,
                 "Folder: replayed first, and what fails is saved there");
  app.add_option("--replay", contract.replay_file, "Play this counterexample and nothing else")
      ->check(CLI::ExistingFile);
}

void AddFiles(CLI::App& app, Typed& typed) {
  ContractOptions& contract = typed.flags.contract;
  app.add_option("--report", contract.report_dir,
                 "Folder for report.html, report.json and junit.xml");
  app.add_option("--ledger-dir", contract.ledger_dir,
                 "Where it notes what it makes ($XDG_STATE_HOME/invitro)");
  app.add_option("--sweep", typed.flags.sweep, "Remove what a killed run's ledger names, and end");
  app.add_option(
      "--description", typed.flags.description,
      "Compare this copy of OpenAI's OpenAPI description (FILE or URL) with ours, and end: "
      "0 if it is the same, 1 if not");
}

Exit Usage(const std::string& line) {
  std::cerr << "invitro-contract: " << line << "\n(see --help)\n";
  return Exit::kUsage;
}

tl::expected<Flags, Exit> Finish(Typed typed) {
  Flags& flags = typed.flags;
  for (const std::string& policy : typed.policies) {
    const auto equals = policy.find('=');
    if (equals == std::string::npos) {
      return tl::unexpected(Usage("--policy takes NAME=VALUE, not '" + policy + "'"));
    }
    flags.policies.emplace_back(policy.substr(0, equals), policy.substr(equals + 1));
  }
  auto allowed = ReadAllowances(flags.allow);
  if (!allowed) return tl::unexpected(Usage("--allow: " + allowed.error()));
  flags.contract.allow = *std::move(allowed);
  flags.contract.only_documented = typed.only == "documented";
  constexpr double kMillisecondsInOne = 1000;
  if (typed.settle_ms) flags.contract.settle_s = *typed.settle_ms / kMillisecondsInOne;
  if (!flags.policies.empty() && flags.target != "twin") {
    return tl::unexpected(Usage("--policy is for the own twin, not for " + flags.target));
  }
  if (!KeepsApart(flags.contract.addresses)) {
    return tl::unexpected(Usage("--addresses needs {run} and {n}: nobody else's may be met"));
  }
  if (!flags.contract.replay_file.empty()) {
    if (!ReadCounterexampleFile(flags.contract.replay_file)) {
      return tl::unexpected(Usage(flags.contract.replay_file + " is not a counterexample"));
    }
  }
  const std::string& folder = flags.contract.counterexamples_dir;
  std::string unreadable;
  if (std::filesystem::is_directory(folder)) ReadCounterexamples(folder, unreadable);
  if (!unreadable.empty()) return tl::unexpected(Usage(unreadable));
  const char* consent = std::getenv("INVITRO_CONSENT_LIVE");
  if (consent != nullptr && std::string(consent) == "1") flags.contract.consent_live = true;
  const auto take = [](const char* name, std::string& key) {
    if (const char* value = std::getenv(name)) key = value;
  };
  take("OPENAI_ADMIN_KEY", flags.contract.key);
  take("INVITRO_READ_ONLY_KEY", flags.contract.read_only_key);
  take("INVITRO_WRITE_ONLY_KEY", flags.contract.write_only_key);
  flags.contract.progress = true;
  return std::move(flags);
}

}  // namespace

tl::expected<Flags, Exit> ReadFlags(int argc, char** argv) {
  CLI::App app(kAbout, "invitro-contract");
  app.set_version_flag("--version", std::string("invitro-contract ") + INVITRO_VERSION);
  app.footer(kExamples);
  app.get_formatter()->column_width(26);
  Typed typed;
  AddTarget(app, typed);
  AddRules(app, typed);
  AddHunt(app, typed);
  AddFiles(app, typed);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {  // --help, --version
    return tl::unexpected(app.exit(done) == 0 ? Exit::kHolds : Exit::kUsage);
  } catch (const CLI::ParseError& error) {
    return tl::unexpected(Usage(error.what()));
  }
  return Finish(std::move(typed));
}

}  // namespace invitro::contract
