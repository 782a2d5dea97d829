// Each check as a GoogleTest of its own, so that filters, sharding, repetition and XML work. What
// they ask is one Run, opened when the first of them begins.

#include <gtest/gtest.h>

#include <memory>

#include "contract_tests/facts/rule_table.h"
#include "contract_tests/facts/text.h"
#include "contract_tests/report/story.h"
#include "contract_tests/run/run.h"
#include "invitro/contract.h"

namespace invitro {
namespace {

using contract::Outcome;
using contract::Run;

std::unique_ptr<Run> current_run;
int exit_code = 0;

/// The worse of two: broken, then a failed clean-up, then not having looked.
int Worse(int a, int b) {
  constexpr int kOrder[] = {1, 4, 2};
  for (const int code : kOrder) {
    if (a == code || b == code) return code;
  }
  return 0;
}

class Environment : public testing::Environment {
 public:
  explicit Environment(std::function<ContractOptions()> options) : options_(std::move(options)) {}

  void SetUp() override {
    current_run = std::make_unique<Run>(options_());
    if (current_run->Open()) {
      Greet();
      return;
    }
    const auto& results = current_run->results();
    // Fatal, so that no test begins.
    if (results.outcomes.empty()) FAIL() << "could not look: " << results.cannot;
    FAIL() << contract::StoryOf(results.outcomes.front());
  }

  void TearDown() override {
    current_run->Close();
    const auto& results = current_run->results();
    std::cout << contract::SummaryOf(results) << std::flush;
    if (!results.cannot.empty()) contract::Say("could not look: " + results.cannot);
    for (const std::string& id : results.remaining) {
      contract::Say("remains on the target: " + id);
    }
    exit_code = Worse(exit_code, ExitCode(results));
    current_run.reset();
  }

 private:
  static void Greet() {
    const auto& results = current_run->results();
    std::cout << "target  " << results.target << "\nrun     " << results.run << "\nseed    "
              << results.seed << "\n";
    for (const std::string& line : contract::Describe(results.can)) {
      std::cout << "        " << line << "\n";
    }
    std::cout << std::flush;
  }

  std::function<ContractOptions()> options_;
};

void Report(const Outcome& outcome) {
  switch (outcome.verdict) {
    case Outcome::Verdict::kHolds:
      return;
    case Outcome::Verdict::kAllowed:
      std::cout << "allowed: the target departs from " << outcome.rule << "\n";
      return;
    case Outcome::Verdict::kLeftOut:
      GTEST_SKIP() << outcome.why;
    case Outcome::Verdict::kUnverified:
      GTEST_SKIP() << "unverified: " << outcome.why;
    case Outcome::Verdict::kBroken:
      FAIL() << contract::StoryOf(outcome);
    case Outcome::Verdict::kCannotLook:
      FAIL() << "could not look: " << outcome.why;
  }
}

class CheckTest : public testing::Test {
 public:
  explicit CheckTest(const contract::Check& check) : check_(check) {}

  void TestBody() override {
    RecordProperty("rule", check_.rule);
    Report(current_run->Play(check_));
  }

 private:
  const contract::Check& check_;
};

class CounterexamplesTest : public testing::Test {
 public:
  void TestBody() override {
    for (const auto& example : current_run->Counterexamples()) {
      SCOPED_TRACE(example.name + ": " + example.title);
      const Outcome& outcome = current_run->Play(example);
      if (outcome.verdict == Outcome::Verdict::kUnverified) {
        std::cout << "unverified: " << example.name << ": " << outcome.why << "\n";
      } else {
        Report(outcome);
      }
    }
  }
};

class RandomTest : public testing::Test {
 public:
  void TestBody() override {
    const Outcome& outcome = current_run->PlayRandom();
    RecordProperty("cases", outcome.cases);
    for (const auto& [what, times] : current_run->results().tally) {
      std::cout << std::setw(8) << times << " " << what << "\n";
    }
    Report(outcome);
  }
};

class RacesTest : public testing::Test {
 public:
  void TestBody() override {
    const Outcome& outcome = current_run->PlayRaces();
    RecordProperty("histories", outcome.cases);
    Report(outcome);
  }
};

std::string SuiteOf(const std::string& rule) {
  std::string suite = rule;
  for (char& c : suite) c = c == '-' ? '_' : c;
  return suite;
}

void RegisterOne(const std::string& suite, const std::string& name,
                 const std::function<testing::Test*()>& make) {
#ifndef __clang_analyzer__  // which does not see that GoogleTest keeps what it is given
  testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                        [make]() -> testing::Test* { return make(); });
#endif
}

}  // namespace

bool RegisterContract(std::function<ContractOptions()> options) {
  testing::AddGlobalTestEnvironment(new Environment(std::move(options)));
  RegisterOne("Counterexamples", "StayFixed", [] { return new CounterexamplesTest; });
  // The documented rules first: a budget that runs out is to run out on the others.
  for (const bool documented : {true, false}) {
    for (const contract::Check& check : contract::Catalogue()) {
      if (contract::IsDocumented(check.rule) != documented) continue;
      RegisterOne(SuiteOf(check.rule), check.name, [&check] { return new CheckTest(check); });
    }
  }
  RegisterOne("Properties", "StateMachine", [] { return new RandomTest; });
  RegisterOne("INV_RACE_01", "Linearizable", [] { return new RacesTest; });
  return true;
}

int ContractExitCode() { return exit_code; }

}  // namespace invitro
