#include "contract_tests/run/run.h"

#include <algorithm>
#include <random>

#include "contract_tests/facts/rule_table.h"
#include "contract_tests/facts/text.h"
#include "contract_tests/races/race.h"
#include "contract_tests/run/clean_up.h"
#include "contract_tests/run/fuzz.h"
#include "contract_tests/run/probe.h"

namespace invitro::contract {
namespace {

using Verdict = Outcome::Verdict;

constexpr double kFailingRun = 32;   // seconds after which a failing run on this machine ends
constexpr double kFailingFuzz = 15;  // … and a fuzzing one, from its first failure on
constexpr const char* kNeverOpened = "the target could not be looked at";
constexpr std::size_t kShownExchanges = 12;

std::uint64_t FreshSeed() {
  std::random_device device;
  return device() % 1'000'000'000 + 1;
}

}  // namespace

Run::Run(ContractOptions options) : options_(std::move(options)), time_(options_.time_scale) {
  results_.run = NewRunName();
  results_.target = options_.base_url;
  results_.seed = options_.seed != 0 ? options_.seed : FreshSeed();
  results_.started_at = NowText();
  if (!options_.report_dir.empty()) {
    folder_ = std::make_unique<ReportFolder>(options_.report_dir, results_.run);
  }
}

Run::~Run() { Close(); }

bool Run::OpenLedger() {
  if (options_.keep_no_ledger) return true;
  const auto path = LedgerPath(options_.ledger_dir, results_.run);
  auto error = path ? ledger_.Open(*path, results_.run, options_.base_url, !target_.local)
                    : std::optional(path.error());
  if (error) results_.cannot = *error;
  return !error;
}

bool Run::Open() {
  if (folder_ && !folder_->error().empty()) {
    results_.cannot = folder_->error();
    return false;
  }
  auto target = OpenTarget(options_);
  if (!target) {
    results_.cannot = target.error();
    return false;
  }
  target_ = std::move(*target);
  if (!OpenLedger()) return false;
  session_ = std::make_unique<Session>(SetUp(target_, options_, time_));
  api_ = std::make_unique<Api>(*session_, ledger_, results_.run);
  api_->UseAddresses(options_.addresses);
  if (!options_.projects.empty()) api_->UseProjects(options_.projects);
  Outcome first;
  first.name = "FirstLook";
  first = Guarded(std::move(first), [&](Outcome&) { Probe(*api_, target_.local, results_.can); });
  if (first.verdict != Verdict::kHolds) {
    if (first.verdict == Verdict::kBroken) Keep(first);
    if (first.verdict != Verdict::kBroken) results_.cannot = first.why;
    return false;
  }
  stage_ = std::make_unique<Stage>(*api_, answers_, results_.can, results_.tally);
  open_ = true;
  return true;
}

/// Turns what a scenario throws into a value.
Outcome Run::Guarded(Outcome outcome, const std::function<void(Outcome&)>& play) {
  if (!session_) {
    outcome.verdict = Verdict::kUnverified;
    outcome.why = kNeverOpened;
    return outcome;
  }
  const long requests = session_->requests();
  const double began = time_.Now();
  session_->BeginStory();
  try {
    try {
      play(outcome);
    } catch (const Reconnected&) {
      if (stage_) stage_->RemoveUnheard();
      session_->BeginStory();
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

void Run::Fail(Finding finding, Outcome& outcome) {
  outcome.verdict = Verdict::kBroken;
  if (finding.exchanges.empty()) finding.exchanges = session_->story();
  if (finding.exchanges.size() > kShownExchanges) {
    finding.exchanges.erase(finding.exchanges.begin(), finding.exchanges.end() - kShownExchanges);
  }
  if (finding.reproduce.empty() && !options_.reproduce_with.empty() && open_) {
    finding.reproduce = options_.reproduce_with + Alone(outcome);
  }
  outcome.finding = std::move(finding);
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

const Outcome& Run::Keep(Outcome outcome) {
  const bool failed = outcome.verdict == Verdict::kBroken;
  if (outcome.verdict == Verdict::kCannotLook) {
    const bool open_question = !outcome.rule.empty() && !IsDocumented(outcome.rule);
    // What nobody demands need not be looked at when the budget is spent.
    if (open_question && session_->pacer().left() <= 0) outcome.verdict = Verdict::kUnverified;
    if (ExitCode(results_) == 1) outcome.verdict = Verdict::kUnverified;
  }
  results_.outcomes.push_back(std::move(outcome));
  if (failed) AfterFailure();
  return results_.outcomes.back();
}

void Run::SayProgress(const std::string& name) const {
  if (!options_.progress || !results_.can.paced) return;
  const double gone = time_.Now();
  const auto played = static_cast<double>(results_.outcomes.size());
  const auto all = static_cast<double>(Catalogue().size() + BuiltInCounterexamples().size() + 1);
  const double left = played > 0 ? std::max(0.0, gone / played * (all - played)) : 0;
  Say(Fixed(played, 0) + " of " + Fixed(all, 0) + ", " + std::to_string(session_->pacer().spent()) +
      " of " + std::to_string(target_.limits->budget) + " requests, " + Fixed(gone, 0) +
      " s gone, about " + Fixed(left, 0) + " s left: " + name);
}

const Outcome& Run::Play(const Check& check) {
  Outcome outcome{check.rule, check.name};
  const std::string missing = Missing(check.needs, results_.can);
  if (!missing.empty()) {
    outcome.verdict = Verdict::kUnverified;
    outcome.why = missing;
    return Keep(std::move(outcome));
  }
  SayProgress(check.rule + " " + check.name);
  return Keep(Guarded(std::move(outcome), [&](Outcome& played) {
    if (!open_) throw Unverified(kNeverOpened);
    if (!results_.can.paced) stage_->Begin();
    check.play(*stage_);
    played.cases = 1;
  }));
}

std::vector<Counterexample> Run::Counterexamples() const {
  if (!options_.replay_file.empty()) {
    auto one = ReadCounterexampleFile(options_.replay_file);
    if (!one) Say(options_.replay_file + " is not a counterexample");
    return one ? std::vector{std::move(*one)} : std::vector<Counterexample>();
  }
  auto all = BuiltInCounterexamples();
  if (options_.counterexamples_dir.empty()) return all;
  std::string error;
  for (auto& each : ReadCounterexamples(options_.counterexamples_dir, error)) {
    all.push_back(std::move(each));
  }
  if (!error.empty()) Say(error);
  return all;
}

/// An invite in another organization, which nobody here may ever meet.
void Run::MakeOthers() {
  if (!results_.can.other_organization || !others_.empty()) return;
  const ExchangePtr made = api_->As(OtherOrganization(results_.run), Operation::kCreate, "",
                                    {{"email", api_->NewAddress()}, {"role", "reader"}});
  const auto seen = made->status / 100 == 2 ? ReadInvite(made->json) : std::nullopt;
  if (!seen) return;
  others_ = seen->id;
  ledger_.Elsewhere(others_);
}

const Outcome& Run::Play(const Counterexample& example) {
  Outcome outcome{"", example.name};
  for (const Step& step : example.steps) {
    if (Possible(step, results_.can)) continue;
    outcome.verdict = Verdict::kUnverified;
    outcome.why = "the target cannot be told to: " + ToText(step);
  }
  if (results_.can.paced) {
    outcome.verdict = Verdict::kUnverified;
    outcome.why = Missing({.unpaced = true}, results_.can);
  }
  if (outcome.verdict == Verdict::kUnverified) return Keep(std::move(outcome));
  return Keep(Guarded(std::move(outcome), [&](Outcome& played) {
    if (!open_) throw Unverified(kNeverOpened);
    MakeOthers();
    Replay(*stage_, example.steps, others_);
    played.cases = 1;
  }));
}

const Outcome& Run::PlayRandom() {
  Outcome outcome{"", "StateMachine"};
  if (results_.can.paced) {
    outcome.verdict = Verdict::kUnverified;
    outcome.why = Missing({.unpaced = true}, results_.can);
    return Keep(std::move(outcome));
  }
  return Keep(Guarded(std::move(outcome), [&](Outcome& played) {
    if (!open_) throw Unverified(kNeverOpened);
    MakeOthers();
    FuzzResult fuzzed =
        Fuzz(*stage_, options_, results_.seed, others_, [&](const std::string& line) {
          if (options_.progress) Say(line);
        });
    played.cases = fuzzed.cases;
    if (fuzzed.property.cannot) throw CannotLook(*fuzzed.property.cannot);
    if (!fuzzed.property.finding) return;
    Finding& finding = *fuzzed.property.finding;
    const std::string folder = !options_.counterexamples_dir.empty() ? options_.counterexamples_dir
                               : folder_                             ? folder_->path()
                                                                     : std::string();
    if (!folder.empty()) {
      finding.saved_as = SaveCounterexample(folder, results_.run, finding, fuzzed.property.steps);
      if (finding.saved_as.empty()) Say("cannot save a counterexample in " + folder);
    }
    if (!options_.reproduce_with.empty()) {
      finding.reproduce =
          options_.reproduce_with + " " +
          (finding.saved_as.empty() ? fuzzed.again + " --gtest_filter='Properties.*'"
                                    : "--replay " + finding.saved_as);
    }
    Fail(finding, played);
  }));
}

const Outcome& Run::PlayRaces() {
  Outcome outcome{"INV-RACE-01", "Linearizable"};
  if (options_.histories == 0) {  // nobody asked for them
    outcome.why = Missing({.exclusive = true, .unpaced = true}, results_.can);
  }
  if (options_.transport) outcome.why = "the transport is for one client";
  if (!outcome.why.empty()) {
    outcome.verdict = Verdict::kUnverified;
    return Keep(std::move(outcome));
  }
  return Keep(Guarded(std::move(outcome), [&](Outcome& played) {
    if (!open_) throw Unverified(kNeverOpened);
    RaceParams params;
    params.seed = results_.seed;
    if (options_.histories > 0) params.histories = options_.histories;
    if (!options_.shrink) params.shrink_s = 0;
    params.clients.origin = target_.origin;
    params.clients.base_path = target_.base_path;
    params.clients.key = target_.key.value;
    params.clients.timeout = session_->setup().timeout;
    params.clients.connect = session_->setup().connect;
    RaceResult raced = Race(*stage_, params);
    played.cases = raced.histories - raced.limited;
    if (raced.finding) {
      if (!options_.reproduce_with.empty()) {
        raced.finding->reproduce = options_.reproduce_with + " --seed " +
                                   std::to_string(results_.seed) +
                                   " --gtest_filter='INV_RACE_01.*'";
      }
      Fail(*raced.finding, played);
    } else if (played.cases == 0) {
      throw Unverified("the target limits requests, so that none overlapped");
    }
  }));
}

void Run::CleanUpAll() {
  const bool made = !others_.empty() || !api_->alive().empty() || !api_->unheard().empty();
  if (made || results_.can.reset) {
    Litter litter{api_->alive(), api_->unheard(), {}, results_.can.reset};
    if (!others_.empty()) litter.elsewhere.push_back(others_);
    const CleanUpResult clean = CleanUp(*api_, litter);
    results_.remaining = clean.remaining;
    results_.clean_up_trouble = clean.trouble;
  }
  if (results_.remaining.empty() && results_.clean_up_trouble.empty()) return ledger_.Finish();
  results_.ledger = ledger_.path();
  try {
    for (const std::string& id : results_.remaining) ledger_.Remains(id);
  } catch (const CannotLook& cannot) {
    results_.clean_up_trouble += std::string("; ") + cannot.what();
  }
}

void Run::Close() {
  if (closed_) return;
  closed_ = true;
  if (session_) {
    CleanUpAll();
    results_.requests = session_->requests();
    results_.limited = session_->limited();
    results_.created = api_->created();
  } else {
    ledger_.Finish();
  }
  results_.answers = answers_.all();
  results_.seconds = time_.Now() / time_.scale();
  if (!folder_ || !folder_->error().empty()) return;
  if (const std::string error = folder_->Write(results_); !error.empty()) {
    Say(error);
    if (results_.cannot.empty()) results_.cannot = error;
  } else if (options_.progress) {
    Say("report: " + folder_->path() + "/report.html");
  }
}

}  // namespace invitro::contract
