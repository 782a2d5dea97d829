#pragma once

// Does a server keep the contract of the organization Invites API? The rules of docs/behaviour.md,
// checked on any target: a twin, a mock of your own, the live API.
//
// In a GoogleTest program of your own:
//
//   const bool registered = invitro::RegisterContract([] {
//     invitro::ContractOptions options;
//     options.base_url = my_mock.base_url();
//     options.key = "sk-admin-anything";
//     return options;
//   });
//
// or without GoogleTest: CheckContract(options). Each belongs to one thread; a process may check
// several targets, one after the other.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "invitro/transport.h"

namespace invitro {

/// A known departure of the target: the run reports it, and does not fail for it.
struct AllowedDeparture {
  std::string rule;    // "INV-DELETE-08", an id of docs/behaviour.md
  std::string reason;  // for the report; may be empty
};

struct ContractOptions {
  std::string base_url;  // "http://127.0.0.1:8080/v1"; the control plane, if any, is at its root
  std::string key;       // an admin key; never shown
  std::string ca_file;   // PEM; empty: the system's
  std::string proxy;     // "http://host:port"; empty: none
  std::shared_ptr<Transport> transport;  // instead of a connection to base_url; for one thread

  std::vector<AllowedDeparture> allow;  // an unknown id is an error: exit code 2
  bool only_documented = false;         // leave out every rule that OpenAI does not document
  std::optional<double> settle_s;       // how long a change may take until it can be read, in
                                        // seconds; nullopt: 0 on loopback, else 3
  std::string read_only_key;            // an admin key with api.management.read alone; never shown
  std::string write_only_key;           // with api.management.write alone; empty: there is none

  bool consent_live = false;    // a target that is not on loopback may be asked
  bool keep_no_ledger = false;  // what the run makes dies with the target: nothing to sweep
  std::optional<double> rpm;    // requests a minute of each operation; paces a local target too
  std::optional<int> budget;    // requests in all, clean-up and control plane apart; likewise
  std::string addresses = "contract+{run}-{n}@example.com";
  double time_scale = 1;            // seconds of waiting that pass in one of the wall's
  std::optional<double> timeout_s;  // of one request; nullopt: 5 on loopback, else 30

  std::uint64_t seed = 0;             // of the random scenarios; 0: a fresh one
  int cases = 0;                      // random scenarios; 0: 150, or as many as `minutes` allows
  int max_size = 60;                  // steps in the longest of them
  std::vector<std::string> projects;  // ids that the target knows; empty: made-up ones
  int histories = 0;                  // of several clients at once; 0: 200, or none where not safe
  double minutes = 0;                 // fuzz so long, with growing scenarios
  bool shrink = true;
  bool progress = false;  // lines to stderr while it takes long

  std::string report_dir;           // report.json, report.html, junit.xml; empty: none
  std::string counterexamples_dir;  // replayed first; what fails is saved there; empty: neither
  std::string replay_file;          // one counterexample, instead of the built-in and the folder's
  std::string ledger_dir;           // empty: $XDG_STATE_HOME/invitro, or ~/.local/state/invitro
  std::string reproduce_with;       // the command that starts this program, for stories

  const std::atomic<bool>* stop = nullptr;  // set it to end soon, clean-up included
};

struct ContractResult {
  enum class Verdict { kHolds, kBroken, kAllowed, kUnverified };
  struct Rule {
    Verdict verdict = Verdict::kUnverified;
    std::string why;  // what was expected and got, or what is missing
  };

  std::map<std::string, Rule> rules;           // by id, "INV-PAGE-02"
  std::map<std::string, std::string> answers;  // to the open questions
  std::vector<std::string> broken;   // rules, by id; first those that are surely broken themselves
  std::vector<std::string> allowed;  // allowed rules that the target broke
  int exit_code = 0;    // 0 all that could be checked holds, 1 broken, 2 could not look, 4 clean-up
  std::string trouble;  // with 2 and 4: why
  long requests = 0;
};

/// Checks every rule that the target can be driven to show. Never throws; what cannot be done is in
/// the result.
ContractResult CheckContract(const ContractOptions& options);

/// Registers one GoogleTest for each check, named after its rule: INV_PAGE_02.SizesUpTo100. To be
/// called before RUN_ALL_TESTS; `options` is called when the tests begin. A target that cannot be
/// looked at fails them. Returns true.
bool RegisterContract(std::function<ContractOptions()> options);

/// Of the last RUN_ALL_TESTS, as ContractResult::exit_code.
int ContractExitCode();

/// Removes what a run left behind that was killed. Lines for people go to stderr.
/// Returns 0, or 2 (could not look), 3 (no ledger), 4 (some remain).
int SweepContract(const std::string& path, const ContractOptions& options);

}  // namespace invitro
