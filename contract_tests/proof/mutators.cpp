#include "contract_tests/proof/mutators.h"

#include <algorithm>
#include <ctime>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>
#include <sstream>
#include <vector>

#include "contract_tests/proof/apart.h"
#include "contract_tests/proof/whole_run.h"
#include "defects/mutants/argued.h"
#include "defects/mutants/mutant.h"

namespace invitro::contract {
namespace {

using defects::Mutant;

/// The result of one run: the broken rules, the first one first, and the error that ended it.
struct Verdict {
  std::vector<std::string> broken;
  std::string cannot;
  bool died = false;  // the process of the run crashed
};

std::string Play(const Mutant& mutant, int seed) {
  const TwinTarget twin(mutant.policies, mutant.wrap);
  const Results results = WholeRun(twin, seed, true);
  std::string cannot = results.cannot;
  for (const Outcome& outcome : results.outcomes) {
    if (outcome.verdict == Outcome::Verdict::kCannotLook && cannot.empty()) cannot = outcome.why;
  }
  return nlohmann::json{{"broken", BrokenRules(results)}, {"cannot", cannot}}.dump();
}

Verdict FromText(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return {{}, "", true};
  return {json["broken"], json["cannot"], false};
}

bool Names(const std::string& rules, const std::string& rule) {
  std::istringstream words(rules);
  for (std::string word; words >> word;) {
    if (word == rule) return true;
  }
  return false;
}

std::string ToText(const std::vector<std::string>& rules) {
  std::string text;
  for (const std::string& rule : rules) text += (text.empty() ? "" : " ") + rule;
  return text;
}

std::vector<const Mutant*> Named(const std::vector<Mutant>& all,
                                 const std::vector<std::string>& names) {
  std::vector<const Mutant*> chosen;
  for (const Mutant& mutant : all) {
    const bool named = std::ranges::find(names, mutant.name) != names.end();
    if (names.empty() || named) chosen.push_back(&mutant);
  }
  return chosen;
}

std::vector<const Mutant*> Chosen(const MutatorOptions& options) {
  std::vector<const Mutant*> chosen = Named(defects::Mutants(), options.names);
  if (options.sample == 0 || options.sample >= chosen.size()) return chosen;
  std::mt19937 random(static_cast<unsigned>(options.seed));
  std::shuffle(chosen.begin(), chosen.end(), random);
  chosen.resize(options.sample);
  return chosen;
}

/// Returns the UTC date as a number: 20261125.
int Today() {
  const std::time_t now = std::time(nullptr);
  std::tm utc = {};
  gmtime_r(&now, &utc);
  constexpr int kFirstYear = 1900, kMonth = 100, kYear = 10'000;
  return (utc.tm_year + kFirstYear) * kYear + (utc.tm_mon + 1) * kMonth + utc.tm_mday;
}

class Score {
 public:
  void Count(const Mutant& mutant, const Verdict& verdict) {
    ++played_;
    if (verdict.broken.empty()) {
      const std::string reason = defects::WhyItSurvives(mutant.name);
      ++(reason.empty() ? survivors_ : argued_);
      std::cout << "SURVIVES " << mutant.name << " (" << mutant.rules
                << "): " << (reason.empty() ? Unexplained(verdict) : reason) << "\n";
      return;
    }
    const bool right = std::any_of(verdict.broken.begin(), verdict.broken.end(),
                                   [&](const auto& rule) { return Names(mutant.rules, rule); });
    right_ += right ? 1 : 0;
    first_ += Names(mutant.rules, verdict.broken.front()) ? 1 : 0;
    if (!right) {
      std::cout << "BY ANOTHER RULE " << mutant.name << " (" << mutant.rules
                << "): " << ToText(verdict.broken) << "\n";
    }
  }

  /// Prints the totals. Returns true if at least 95 % were found broken.
  bool Tell() const {
    const int demanded = played_ - argued_, dead = demanded - survivors_;
    std::cout << played_ << " machine-made servers: " << dead << " die, " << argued_
              << " survive with a reason, " << survivors_ << " without\n"
              << "of those that die, " << right_
              << " are found under a rule that is really broken, " << first_ << " under it first\n";
    constexpr int kOf = 100, kDie = 95;
    return dead * kOf >= demanded * kDie;
  }

 private:
  static std::string Unexplained(const Verdict& verdict) {
    if (verdict.died) return "the run died";
    return verdict.cannot.empty() ? "every rule holds" : "no verdict: " + verdict.cannot;
  }

  int played_ = 0, survivors_ = 0, argued_ = 0, right_ = 0, first_ = 0;
};

/// Returns how many runs called a harmless server broken or ended with an error.
int PlayHarmless(const MutatorOptions& options) {
  const auto harmless = Named(defects::HarmlessMutants(), options.names);
  const std::size_t all = harmless.size() * static_cast<std::size_t>(options.runs);
  const std::size_t count = options.sample == 0 ? all : std::min(all, options.sample / 4 + 1);
  std::vector<std::size_t> order(all);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937(static_cast<unsigned>(options.seed)));
  int wrong = 0;
  const auto seed_of = [&](std::size_t i) {
    return options.seed + static_cast<int>(order[i] / harmless.size());
  };
  EachApart(
      count, options.jobs,
      [&](std::size_t i) { return Play(*harmless[order[i] % harmless.size()], seed_of(i)); },
      [&](std::size_t i, const std::string& text) {
        const Verdict verdict = FromText(text);
        if (verdict.broken.empty() && verdict.cannot.empty() && !verdict.died) return;
        ++wrong;
        std::cout << "CALLED BROKEN " << harmless[order[i] % harmless.size()]->name << ", seed "
                  << seed_of(i) << ": " << ToText(verdict.broken) << " " << verdict.cannot
                  << (verdict.died ? "the run died" : "") << "\n";
      });
  std::cout << count << " runs against harmless servers, " << wrong << " call one broken\n";
  return wrong;
}

}  // namespace

bool IsMachineMade(const std::string& name) {
  return !Named(defects::Mutants(), {name}).empty() ||
         !Named(defects::HarmlessMutants(), {name}).empty();
}

bool PlayMutators(const MutatorOptions& given) {
  MutatorOptions options = given;
  if (options.seed == 0) options.seed = Today();
  const auto chosen = Chosen(options);
  std::cout << "seed " << options.seed << "\n";
  Score score;
  std::size_t done = 0;
  EachApart(
      chosen.size(), options.jobs, [&](std::size_t i) { return Play(*chosen[i], options.seed); },
      [&](std::size_t i, const std::string& text) {
        score.Count(*chosen[i], FromText(text));
        if (++done % 50 == 0) std::cerr << done << " of " << chosen.size() << " servers\n";
      });
  const bool enough = score.Tell();
  return PlayHarmless(options) == 0 && enough;
}

}  // namespace invitro::contract
