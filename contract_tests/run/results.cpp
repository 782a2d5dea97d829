#include "contract_tests/run/results.h"

#include <algorithm>

#include "contract_tests/facts/rule_table.h"

namespace invitro::contract {
namespace {

using Verdict = Outcome::Verdict;

void Merge(RuleVerdict& rule, const Outcome& outcome) {
  rule.requests += outcome.requests;
  const bool played = outcome.verdict == Verdict::kHolds || outcome.verdict == Verdict::kBroken;
  if (played) {
    ++rule.checks;
    ++rule.cases;
  } else {
    ++rule.skipped;
  }
  if (rule.verdict == Verdict::kBroken) return;
  if (outcome.verdict == Verdict::kHolds) {
    rule.verdict = Verdict::kHolds;
    rule.why.clear();
  } else if (!played && rule.verdict == Verdict::kUnverified) {
    rule.why = outcome.why;
  }
}

void Break(RuleVerdict& rule, const Finding& finding) {
  if (rule.verdict == Verdict::kBroken) return;
  rule.verdict = Verdict::kBroken;
  rule.why = "expected " + finding.expected + ", got " + finding.got;
}

/// A check in which another rule broke says nothing about its own.
Outcome OfItsOwn(const Outcome& outcome) {
  if (!outcome.finding || outcome.finding->rule == outcome.rule) return outcome;
  Outcome own = outcome;
  own.verdict = Verdict::kUnverified;
  own.why = outcome.finding->rule + " is broken, which hides it";
  return own;
}

/// What a list can be checked for when other people's invites come and go in it.
void SayWeakened(std::map<std::string, RuleVerdict>& rules) {
  for (auto& [id, rule] : rules) {
    const bool about_lists = id.starts_with("INV-PAGE-") || id == "INV-DELETE-05";
    if (about_lists && rule.verdict == Verdict::kHolds) {
      rule.why = "weakened: strangers' invites are in the list; this run's are rightly among them";
    }
  }
}

}  // namespace

std::map<std::string, RuleVerdict> Verdicts(const Results& results) {
  std::map<std::string, RuleVerdict> rules;
  for (const Outcome& outcome : results.outcomes) {
    if (!outcome.rule.empty()) Merge(rules[outcome.rule], OfItsOwn(outcome));
    if (outcome.finding) Break(rules[outcome.finding->rule], *outcome.finding);
  }
  for (const Outcome& outcome : results.outcomes) {
    if (outcome.rule.empty() && outcome.verdict == Verdict::kHolds) {
      // A random scenario is judged by every rule that the model knows.
      for (auto& [id, rule] : rules) {
        if (rule.verdict == Verdict::kHolds) rule.cases += outcome.cases;
      }
    }
  }
  if (!results.can.exclusive) SayWeakened(rules);
  return rules;
}

int ExitCode(const Results& results) {
  const auto any = [&](auto is) {
    return std::any_of(results.outcomes.begin(), results.outcomes.end(), is);
  };
  if (any([](const Outcome& each) { return each.verdict == Verdict::kBroken; })) return 1;
  if (!results.remaining.empty() || !results.clean_up_trouble.empty()) return 4;
  const bool blind = any([](const Outcome& each) { return each.verdict == Verdict::kCannotLook; });
  return blind || !results.cannot.empty() ? 2 : 0;
}

ContractResult ToResult(const Results& results) {
  ContractResult result;
  for (const auto& [id, rule] : Verdicts(results)) {
    auto verdict = ContractResult::Verdict::kUnverified;
    if (rule.verdict == Verdict::kHolds) verdict = ContractResult::Verdict::kHolds;
    if (rule.verdict == Verdict::kBroken) verdict = ContractResult::Verdict::kBroken;
    result.rules[id] = {verdict, rule.why};
  }
  for (const auto& [question, learned] : results.answers) {
    result.answers[question] = learned.answer;
  }
  result.exit_code = ExitCode(results);
  result.trouble = results.cannot;
  if (!results.clean_up_trouble.empty()) result.trouble = results.clean_up_trouble;
  result.requests = results.requests;
  return result;
}

std::string_view NameOf(Outcome::Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return "holds";
    case Verdict::kBroken:
      return "broken";
    case Verdict::kUnverified:
      return "unverified";
    case Verdict::kCannotLook:
      return "not looked at";
  }
  return "?";
}

}  // namespace invitro::contract
