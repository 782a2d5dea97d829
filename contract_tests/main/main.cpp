// invitro-contract: the contract as a GoogleTest program.

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
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

std::string CommandOf(const Flags& flags) {
  std::string command = "invitro-contract --target " + flags.target;
  for (const auto& [name, value] : flags.policies) command += " --policy " + name + "=" + value;
  if (flags.target != "twin") {
    for (const std::string& id : flags.contract.projects) command += " --project " + id;
  }
  for (const std::string& rule : flags.allow) command += " --allow " + rule;
  if (flags.contract.only_documented) command += " --only documented";
  if (flags.contract.consent_live) command += " --consent-live";
  if (!flags.contract.ca_file.empty()) command += " --ca-file " + flags.contract.ca_file;
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
