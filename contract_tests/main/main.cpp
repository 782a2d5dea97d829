// invitro-contract: the contract as a GoogleTest program.

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <string>
#include <tl/expected.hpp>

#include "contract_tests/description/command.h"
#include "contract_tests/facts/text.h"
#include "contract_tests/main/flags.h"
#include "contract_tests/run/target.h"
#include "contract_tests/twin/twin_target.h"

namespace {

using invitro::ContractOptions;
using invitro::contract::Exit;
using invitro::contract::Flags;
using invitro::contract::Say;
using invitro::contract::TwinTarget;

std::atomic<bool> stop = false;

/// The first asks to end, clean-up included; the second ends.
void OnSignal(int signal) {
  if (stop.exchange(true)) std::_Exit(128 + signal);
}

bool AsksForHelp(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--help" || flag == "-h") return true;
  }
  return false;
}

int Code(Exit exit) { return static_cast<int>(exit); }

/// Starts the own twin if that is the target. The error says why it would not start.
tl::expected<TwinTarget, std::string> StartTwin(Flags& flags) {
  TwinTarget twin(flags.policies);
  if (!twin.error().empty()) return tl::unexpected(twin.error());
  flags.contract.base_url = twin.base_url();
  flags.contract.key = twin.key();
  flags.contract.read_only_key = TwinTarget::read_only_key();
  flags.contract.write_only_key = TwinTarget::write_only_key();
  flags.contract.keep_no_ledger = true;
  if (flags.contract.projects.empty()) flags.contract.projects = twin.projects();
  return twin;
}

/// A word as a shell takes it.
std::string Quoted(const std::string& word) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string Number(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

/// The command that starts this run again, but for its random seed.
std::string CommandOf(const Flags& flags) {
  const ContractOptions& contract = flags.contract;
  std::string command = "invitro-contract";
  const auto add = [&command](const std::string& flag, const std::string& value) {
    command += " " + flag + " " + Quoted(value);
  };
  add("--target", flags.target);
  for (const auto& [name, value] : flags.policies) add("--policy", name + "=" + value);
  if (flags.target != "twin") {
    for (const std::string& id : contract.projects) add("--project", id);
  }
  for (const std::string& rule : flags.allow) add("--allow", rule);
  if (contract.only_documented) command += " --only documented";
  constexpr double kMillisecondsInOne = 1000;
  if (contract.settle_s) add("--settle", Number(*contract.settle_s * kMillisecondsInOne));
  if (contract.rpm) add("--rpm", Number(*contract.rpm));
  if (contract.budget) add("--budget", std::to_string(*contract.budget));
  if (contract.timeout_s) add("--timeout", Number(*contract.timeout_s));
  if (contract.addresses != ContractOptions().addresses) add("--addresses", contract.addresses);
  if (contract.time_scale != 1) add("--time-scale", Number(contract.time_scale));
  if (contract.consent_live) command += " --consent-live";
  if (!contract.ca_file.empty()) add("--ca-file", contract.ca_file);
  return command;
}

int RunTests(const ContractOptions& options) {
  if (!options.replay_file.empty()) {
    testing::GTEST_FLAG(filter) = "Counterexamples.*";
  }
  invitro::RegisterContract([options] { return options; });
  const int failed = RUN_ALL_TESTS();
  if (testing::GTEST_FLAG(list_tests)) return Code(Exit::kHolds);
  if (testing::UnitTest::GetInstance()->test_to_run_count() == 0 &&
      std::getenv("GTEST_TOTAL_SHARDS") == nullptr) {
    Say("no test matches --gtest_filter");
    return Code(Exit::kCannotLook);
  }
  const int code = invitro::ContractExitCode();
  return code == 0 && failed != 0 ? Code(Exit::kBroken) : code;
}

}  // namespace

int main(int argc, char** argv) {
  if (!AsksForHelp(argc, argv)) testing::InitGoogleTest(&argc, argv);
  auto flags = invitro::contract::ReadFlags(argc, argv);
  if (!flags) return Code(flags.error());
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  if (flags->description) {
    return invitro::description::CompareWithOurs(
        *flags->description, {.ca_file = flags->contract.ca_file}, std::cout, std::cerr);
  }
  static_cast<void>(std::signal(SIGINT, OnSignal));
  static_cast<void>(std::signal(SIGTERM, OnSignal));
  flags->contract.stop = &stop;
  if (!flags->sweep.empty()) return invitro::SweepContract(flags->sweep, flags->contract);
  flags->contract.reproduce_with = CommandOf(*flags);
  tl::expected<TwinTarget, std::string> twin = tl::unexpected(std::string());
  if (flags->target == "twin") {
    twin = StartTwin(*flags);
    if (!twin) {
      Say("the twin does not start: " + twin.error());
      return Code(flags->policies.empty() ? Exit::kCannotLook : Exit::kUsage);
    }
  } else {
    flags->contract.base_url = flags->target;
    // Said once, before eighty tests say that they were skipped.
    const auto target = invitro::contract::OpenTarget(flags->contract);
    if (!target && !testing::GTEST_FLAG(list_tests)) {
      Say("could not look: " + target.error());
      return Code(Exit::kCannotLook);
    }
  }
  return RunTests(flags->contract);
}
