#include "contract_tests/report/story.h"

#include "contract_tests/facts/rule_table.h"
#include "contract_tests/facts/text.h"

namespace invitro::contract {

namespace {

std::string StoryOf(const Finding& finding) {
  const RuleRow* rule = FindRule(finding.rule);
  std::string story = finding.rule + (rule != nullptr ? ": " + rule->text : "") + "\n  expected  " +
                      finding.expected + "\n  got       " + finding.got + "\n";
  if (!finding.commands.empty()) story += "\nthe shortest way there:\n";
  for (const std::string& command : finding.commands) story += "  " + command + "\n";
  if (!finding.exchanges.empty()) story += "\nwhat was asked and answered, the last at the end:\n";
  for (const ExchangePtr& exchange : finding.exchanges) {
    story += "  " + ToCurl(*exchange) + "\n    " + Summary(*exchange) + "\n";
  }
  if (!finding.saved_as.empty()) story += "\nsaved as " + finding.saved_as + "\n";
  if (!finding.reproduce.empty()) story += "\nto see it again:\n  " + finding.reproduce + "\n";
  return story;
}

}  // namespace

std::string StoryOf(const Outcome& outcome) {
  if (outcome.findings.empty()) return outcome.why;
  std::string story;
  for (const Finding& finding : outcome.findings) {
    if (!story.empty()) story += "\nalso broken, ";
    story += StoryOf(finding);
  }
  return story;
}

std::string SummaryOf(const Results& results) {
  int holds = 0;
  std::string broken, allowed, unverified;
  const auto verdicts = Verdicts(results);
  for (const auto& [id, rule] : verdicts) {
    const std::string line = "  " + id + ": " + rule.why + "\n";
    switch (rule.verdict) {
      case Outcome::Verdict::kHolds:
        ++holds;
        break;
      case Outcome::Verdict::kAllowed:
        allowed += line;
        break;
      case Outcome::Verdict::kUnverified:
      case Outcome::Verdict::kCannotLook:
        unverified += line;
        break;
      case Outcome::Verdict::kBroken:
      case Outcome::Verdict::kLeftOut:
        break;
    }
  }
  for (const std::string& id : BrokenRules(results)) {
    broken += "  " + id + ": " + verdicts.at(id).why + "\n";
  }
  std::string text = "\n" + std::to_string(holds) + " rules hold; " +
                     std::to_string(results.requests) + " requests in " +
                     Fixed(results.seconds, 1) + " s\n";
  if (!broken.empty()) text += "broken:\n" + broken;
  if (!allowed.empty()) text += "allowed departures:\n" + allowed;
  for (const std::string& id : NeedlesslyAllowed(results)) {
    text += "--allow " + id + " is no longer needed: the target keeps the rule\n";
  }
  for (const std::string& id : AllowedUnchecked(results)) {
    text += "--allow " + id + " has no effect: this run did not check the rule\n";
  }
  if (!unverified.empty()) text += "unverified:\n" + unverified;
  if (!results.clean_up_trouble.empty()) {
    text += "clean-up failed: " + results.clean_up_trouble + "\n";
    if (!results.ledger.empty()) {
      text += "  later: invitro-contract --sweep " + results.ledger + "\n";
    }
  }
  return text;
}

}  // namespace invitro::contract
