// What becomes of one scenario of a run: from what it throws and notes to an outcome.

#include <algorithm>

#include "contract_tests/facts/rule_table.h"
#include "contract_tests/run/run.h"

namespace invitro::contract {
namespace {

using Verdict = Outcome::Verdict;

constexpr double kFailingRun = 32;   // seconds after which a failing run on this machine ends
constexpr double kFailingFuzz = 15;  // seconds that a fuzzing one goes on after its first failure
constexpr const char* kNeverOpened = "the target could not be looked at";
constexpr std::size_t kShownExchanges = 12;

}  // namespace

/// Turns what a scenario throws into a value.
Outcome Run::Guarded(Outcome outcome, const std::function<void(Outcome&)>& play) {
  if (!session_) {
    outcome.verdict = Verdict::kUnverified;
    outcome.why = kNeverOpened;
    return outcome;
  }
  const long requests = session_->requests();
  const double began = time_.Now();
  const int departures = Departures(outcome.rule);
  session_->BeginStory();
  findings_.TakeNoted();
  try {
    try {
      play(outcome);
    } catch (const Interrupted&) {
      if (stage_) stage_->RemoveUnheard();
      session_->BeginStory();
      findings_.TakeNoted();
      play(outcome);
    }
  } catch (const Broken& broken) {
    Fail(broken.finding, outcome);
  } catch (const Unverified& unverified) {
    outcome.verdict = Verdict::kUnverified;
    outcome.why = unverified.what();
  } catch (const CannotLook& cannot) {
    outcome.verdict = Verdict::kCannotLook;
    outcome.why = cannot.what();
  } catch (const std::exception& unforeseen) {  // an answer that nobody thought of
    outcome.verdict = Verdict::kCannotLook;
    outcome.why = unforeseen.what();
  }
  TakeNoted(outcome);
  if (outcome.verdict == Verdict::kHolds && Departures(outcome.rule) > departures) {
    outcome.verdict = Verdict::kAllowed;
  }
  outcome.requests = session_->requests() - requests;
  outcome.seconds = (time_.Now() - began) / time_.scale();
  return outcome;
}

/// The flags with which only this is played.
std::string Run::Alone(const Outcome& outcome) const {
  if (!options_.replay_file.empty()) return " --replay " + options_.replay_file;
  if (outcome.rule.empty()) {
    const std::string& folder = options_.counterexamples_dir;
    return (folder.empty() ? "" : " --counterexamples " + folder) +
           " --gtest_filter='Counterexamples.*'";
  }
  std::string suite = outcome.rule;
  std::replace(suite.begin(), suite.end(), '-', '_');
  return " --gtest_filter=" + suite + "." + outcome.name;
}

/// How often an allowed rule was seen broken.
int Run::Departures(const std::string& rule) const {
  const auto it = findings_.departures().find(rule);
  return it == findings_.departures().end() ? 0 : it->second.times;
}

/// A finding that ended the scenario.
void Run::Fail(Finding finding, Outcome& outcome) {
  if (findings_.Tolerates(finding.rule)) {  // nothing more could be judged here
    if (outcome.rule != finding.rule) outcome.verdict = Verdict::kUnverified;
    outcome.why = finding.rule + " is broken, which is allowed and hides it";
    return findings_.Fail(finding.rule, finding.expected, finding.got);
  }
  outcome.cut_short = true;
  if (finding.exchanges.empty()) finding.exchanges = session_->story();
  Add(std::move(finding), outcome);
}

/// Findings that did not end it: each rule is told once, and always where its own check sees it.
void Run::TakeNoted(Outcome& outcome) {
  for (Finding& finding : findings_.TakeNoted()) {
    const bool told = finding.rule != outcome.rule && findings_.WasReported(finding.rule);
    if (!told && !outcome.Breaks(finding.rule)) Add(std::move(finding), outcome);
  }
}

void Run::Add(Finding finding, Outcome& outcome) {
  outcome.verdict = Verdict::kBroken;
  if (finding.exchanges.size() > kShownExchanges) {
    finding.exchanges.erase(finding.exchanges.begin(), finding.exchanges.end() - kShownExchanges);
  }
  if (finding.reproduce.empty() && !options_.reproduce_with.empty() && open_) {
    finding.reproduce = options_.reproduce_with + Alone(outcome);
  }
  outcome.findings.push_back(std::move(finding));
}

/// What a failed scenario left must not fail the next; and a failing run is to end soon.
void Run::AfterFailure() {
  if (!open_) return;
  if (target_.local && !target_.limits) {
    const bool fuzzing = options_.minutes > 0 || options_.cases > 0;
    const double end = fuzzing ? time_.Now() + kFailingFuzz : kFailingRun;
    session_->EndBy(end * (fuzzing ? 1 : time_.scale()));
  }
  Guarded({}, [&](Outcome&) { stage_->Begin(); });
}

void Run::BeginAgain() {
  if (!open_) return;
  Guarded({}, [&](Outcome&) {
    if (!api_->unheard().empty()) stage_->RemoveUnheard();
    stage_->Begin();
  });
}

const Outcome& Run::Keep(Outcome outcome) {
  const bool failed = outcome.verdict == Verdict::kBroken;
  if (outcome.verdict == Verdict::kCannotLook) {
    const bool open_question = !outcome.rule.empty() && !IsDocumented(outcome.rule);
    // What nobody demands need not be looked at when the budget is spent.
    if (open_question && session_->pacer().left() <= 0) outcome.verdict = Verdict::kUnverified;
    if (ExitCode(results_) == 1) outcome.verdict = Verdict::kUnverified;
  }
  for (const Finding& finding : outcome.findings) findings_.Reported(finding.rule);
  results_.outcomes.push_back(std::move(outcome));
  if (failed) AfterFailure();
  // The last request may or may not have been carried out: the next check must not depend on it.
  if (results_.outcomes.back().verdict == Verdict::kCannotLook) BeginAgain();
  return results_.outcomes.back();
}

/// True, with the verdict, if the run does not check the outcome's rule.
bool Run::LeavesOut(Outcome& outcome) const {
  if (!findings_.LeavesOut(outcome.rule)) return false;
  outcome.verdict = Verdict::kLeftOut;
  outcome.why = "left out: OpenAI does not document it (--only documented)";
  return true;
}

}  // namespace invitro::contract
