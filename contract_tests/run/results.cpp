#include "contract_tests/run/results.h"

#include <algorithm>

#include "contract_tests/facts/rule_table.h"

namespace invitro::contract {
namespace {

using Verdict = Outcome::Verdict;

void Merge(RuleVerdict& rule, const Outcome& outcome) {
  rule.requests += outcome.requests;
  const bool played = outcome.verdict == Verdict::kHolds || outcome.verdict == Verdict::kBroken ||
                      outcome.verdict == Verdict::kAllowed;
  if (played) {
    ++rule.checks;
    ++rule.cases;
  } else {
    ++rule.skipped;
  }
  if (rule.verdict == Verdict::kBroken) return;
  if (outcome.verdict == Verdict::kHolds || outcome.verdict == Verdict::kAllowed) {
    rule.verdict = Verdict::kHolds;  // Verdicts() says later what is only allowed
    rule.why.clear();
  } else if (!played && rule.verdict == Verdict::kUnverified) {
    rule.why = outcome.why;
    if (outcome.verdict == Verdict::kLeftOut) rule.verdict = Verdict::kLeftOut;
  }
}

void Break(RuleVerdict& rule, const Finding& finding) {
  if (rule.verdict == Verdict::kBroken) return;
  rule.verdict = Verdict::kBroken;
  rule.why = "expected " + finding.expected + ", got " + finding.got;
}

/// The outcome for the check's own rule alone.
Outcome OfItsOwn(const Outcome& outcome) {
  if (outcome.verdict != Verdict::kBroken || outcome.Breaks(outcome.rule)) return outcome;
  Outcome own = outcome;
  own.verdict = outcome.cut_short ? Verdict::kUnverified : Verdict::kHolds;
  if (outcome.cut_short) own.why = outcome.main()->rule + " is broken, which hides it";
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
    for (const Finding& finding : outcome.findings) Break(rules[finding.rule], finding);
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
  for (const auto& [id, departure] : results.departures) {
    RuleVerdict& rule = rules[id];
    if (rule.verdict == Verdict::kBroken) continue;
    rule.verdict = Verdict::kAllowed;
    rule.why = "expected " + departure.first.expected + ", got " + departure.first.got +
               (departure.reason.empty() ? "" : " (allowed: " + departure.reason + ")");
  }
  return rules;
}

std::vector<std::string> BrokenRules(const Results& results) {
  struct Rank {
    std::string rule;
    bool direct = false;  // a check of its own found it
    int times = 0;        // checks and scenarios that found it
  };
  std::vector<Rank> ranks;  // in the order of time
  for (const Outcome& outcome : results.outcomes) {
    std::vector<Finding> in_time = outcome.findings;
    // The finding that ended the scenario stands first, and was the last.
    // Not std::ranges: clang before 16 rejects the subrange that libstdc++ returns.
    if (outcome.cut_short) std::rotate(in_time.begin(), in_time.begin() + 1, in_time.end());
    for (const Finding& finding : in_time) {
      auto rank = std::ranges::find(ranks, finding.rule, &Rank::rule);
      if (rank == ranks.end()) rank = ranks.insert(ranks.end(), {finding.rule});
      rank->direct = rank->direct || finding.rule == outcome.rule;
      ++rank->times;
    }
  }
  // A rule that is broken itself fails its own check, and most of what needs it.
  std::ranges::stable_sort(ranks, [](const Rank& a, const Rank& b) {
    return a.direct != b.direct ? a.direct : a.times > b.times;
  });
  std::vector<std::string> rules;
  rules.reserve(ranks.size());
  for (const Rank& rank : ranks) rules.push_back(rank.rule);
  return rules;
}

std::vector<std::string> NeedlesslyAllowed(const Results& results) {
  const auto verdicts = Verdicts(results);
  std::vector<std::string> rules;
  for (const auto& [id, reason] : results.allowed) {
    const auto it = verdicts.find(id);
    if (it != verdicts.end() && it->second.verdict == Verdict::kHolds) rules.push_back(id);
  }
  return rules;
}

std::vector<std::string> AllowedUnchecked(const Results& results) {
  const auto verdicts = Verdicts(results);
  std::vector<std::string> rules;
  for (const auto& [id, reason] : results.allowed) {
    if (!verdicts.contains(id)) rules.push_back(id);
  }
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
    if (rule.verdict == Verdict::kAllowed) verdict = ContractResult::Verdict::kAllowed;
    result.rules[id] = {verdict, rule.why};
  }
  for (const auto& [question, learned] : results.answers) {
    result.answers[question] = learned.answer;
  }
  result.broken = BrokenRules(results);
  for (const auto& [rule, departure] : results.departures) result.allowed.push_back(rule);
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
    case Verdict::kAllowed:
      return "allowed";
    case Verdict::kUnverified:
      return "unverified";
    case Verdict::kCannotLook:
      return "not looked at";
    case Verdict::kLeftOut:
      return "left out";
  }
  return "?";
}

}  // namespace invitro::contract
