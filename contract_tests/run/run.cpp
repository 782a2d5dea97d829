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

constexpr const char* kNeverOpened = "the target could not be looked at";

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

/// What the user said of the target.
void Run::UseOptions() {
  constexpr double kUsualSettling = 3;  // seconds, of a target that is not on this machine
  api_->UseAddresses(options_.addresses);
  if (!options_.projects.empty()) api_->UseProjects(options_.projects);
  const auto credential = [](const std::string& key, const char* shown) {
    return key.empty() ? std::nullopt : std::optional(Credential{key, shown});
  };
  api_->UseScopedKeys(credential(options_.read_only_key, "$INVITRO_READ_ONLY_KEY"),
                      credential(options_.write_only_key, "$INVITRO_WRITE_ONLY_KEY"));
  results_.can.read_only_key = !options_.read_only_key.empty();
  results_.can.write_only_key = !options_.write_only_key.empty();
  api_->UseSettling(options_.settle_s.value_or(target_.local ? 0 : kUsualSettling));
}

/// The error is one line; nullopt if every allowed rule exists.
std::optional<std::string> Run::AllowDepartures() {
  for (const AllowedDeparture& each : options_.allow) {
    if (FindRule(each.rule) == nullptr) return "there is no rule '" + each.rule + "' to allow";
    findings_.Allow(each.rule, each.reason);
  }
  if (options_.only_documented) findings_.LeaveOutUndocumented();
  results_.allowed = findings_.allowed();
  return std::nullopt;
}

bool Run::Open() {
  if (const auto error = AllowDepartures()) {
    results_.cannot = *error;
    return false;
  }
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
  api_ = std::make_unique<Api>(*session_, ledger_, findings_, results_.run);
  UseOptions();
  Outcome first;
  first.name = "FirstLook";
  first = Guarded(std::move(first), [&](Outcome&) { Probe(*api_, target_.local, results_.can); });
  const bool seen =
      first.verdict == Verdict::kHolds || (first.verdict == Verdict::kBroken && !first.cut_short);
  if (!seen && first.verdict != Verdict::kBroken) results_.cannot = first.why;
  if (first.verdict == Verdict::kBroken) Keep(first);
  if (!seen) return false;
  stage_ = std::make_unique<Stage>(*api_, answers_, results_.can, results_.tally);
  stage_->Seed(results_.seed);
  open_ = true;
  return true;
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
  if (LeavesOut(outcome)) return Keep(std::move(outcome));
  const std::string missing = Missing(check.needs, stage_ ? stage_->can() : results_.can);
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
    if (!fuzzed.property.finding) {  // one that was found stands, however the search ended
      if (fuzzed.property.unverified) throw Unverified(*fuzzed.property.cannot);
      if (fuzzed.property.cannot) throw CannotLook(*fuzzed.property.cannot);
      return;
    }
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
  if (LeavesOut(outcome)) return Keep(std::move(outcome));
  if (options_.histories == 0) {  // nobody asked for them
    outcome.why =
        Missing({.exclusive = true, .unpaced = true}, stage_ ? stage_->can() : results_.can);
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
    params.histories =
        options_.histories > 0 ? options_.histories : FewerIfSlow(params.histories, results_.can);
    if (!options_.shrink) params.shrink_s = 0;
    params.clients.origin = target_.origin;
    params.clients.base_path = target_.base_path;
    params.clients.key = target_.key.value;
    params.clients.other_key = OtherOrganization(results_.run).value;
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
  std::set<std::string> ids = api_->alive();
  ids.insert(api_->doubtful().begin(), api_->doubtful().end());
  const bool made = !others_.empty() || !ids.empty() || !api_->unheard().empty();
  if (made || results_.can.reset) {
    Litter litter{ids, api_->unheard(), {}, results_.can.reset};
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
  if (api_ && api_->longest_lag_s() > 0) {
    answers_.Note("INV-CREATE-14", "the longest time until a change could be read",
                  Fixed(api_->longest_lag_s(), 2) + " s");
  }
  if (stage_) results_.can = stage_->can();
  if (answers_.late()) results_.can.late = answers_.late();
  results_.answers = answers_.all();
  results_.departures = findings_.departures();
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
