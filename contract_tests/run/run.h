#pragma once

// One run against one target: opens it, plays what it is given, cleans up, and keeps the results.
// No exception leaves it. For one thread.

#include <memory>
#include <optional>

#include "contract_tests/properties/counterexample.h"
#include "contract_tests/report/report.h"
#include "contract_tests/rules/check.h"
#include "contract_tests/run/results.h"
#include "contract_tests/run/target.h"
#include "contract_tests/wire/api.h"

namespace invitro::contract {

class Run {
 public:
  explicit Run(ContractOptions options);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run();  // closes

  /// Looks at the target for the first time. False: nothing can be played; results() says why.
  bool Open();

  const Outcome& Play(const Check& check);
  const Outcome& Play(const Counterexample& example);
  const Outcome& PlayRandom();
  const Outcome& PlayRaces();

  /// Those that come with the suite, then those of the options' folder.
  std::vector<Counterexample> Counterexamples() const;

  /// Removes what was made, and writes the report. Idempotent.
  void Close();

  const Results& results() const { return results_; }
  const ContractOptions& options() const { return options_; }

 private:
  Outcome Guarded(Outcome outcome, const std::function<void(Outcome&)>& play);
  const Outcome& Keep(Outcome outcome);
  bool OpenLedger();
  std::string Alone(const Outcome& outcome) const;
  void Fail(Finding finding, Outcome& outcome);
  void Add(Finding finding, Outcome& outcome);
  void TakeNoted(Outcome& outcome);
  int Departures(const std::string& rule) const;
  bool LeavesOut(Outcome& outcome) const;
  std::optional<std::string> AllowDepartures();
  void UseOptions();
  void AfterFailure();
  void BeginAgain();
  void MakeOthers();
  void CleanUpAll();
  void SayProgress(const std::string& name) const;

  ContractOptions options_;
  Results results_;
  Target target_;
  TimeSource time_;
  Ledger ledger_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<Stage> stage_;
  Answers answers_;
  Findings findings_;
  std::string others_;
  std::unique_ptr<ReportFolder> folder_;
  bool open_ = false;
  bool closed_ = false;
};

}  // namespace invitro::contract
