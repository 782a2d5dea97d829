#include "contract_tests/facts/findings.h"

#include <algorithm>
#include <utility>

#include "contract_tests/facts/rule_table.h"

namespace invitro::contract {

bool Findings::LeavesOut(const std::string& rule) const {
  return only_documented_ && !IsDocumented(rule);
}

bool Findings::Tolerates(const std::string& rule) const {
  return allowed_.contains(rule) || LeavesOut(rule);
}

/// Returns true if the rule is tolerated; an allowed departure is then counted.
bool Findings::Tolerate(const Finding& finding) {
  if (LeavesOut(finding.rule)) return true;
  const auto allowed = allowed_.find(finding.rule);
  if (allowed == allowed_.end()) return false;
  const auto [it, first] =
      departures_.try_emplace(finding.rule, Departure{allowed->second, finding, 0});
  if (first && at_) it->second.first.exchanges = {at_};
  ++it->second.times;
  return true;
}

void Findings::Fail(const std::string& rule, const std::string& expected, const std::string& got) {
  if (!Tolerate({rule, expected, got})) throw Broken(rule, expected, got);
}

void Findings::Note(const std::string& rule, const std::string& expected, const std::string& got) {
  Finding finding{rule, expected, got};
  if (Tolerate(finding)) return;
  const bool known =
      std::ranges::any_of(noted_, [&rule](const Finding& each) { return each.rule == rule; });
  if (known) return;
  if (at_) finding.exchanges = {at_};
  noted_.push_back(std::move(finding));
}

std::vector<Finding> Findings::TakeNoted() { return std::exchange(noted_, {}); }

void Findings::ThrowUnreported() {
  const auto it =
      std::ranges::find_if(noted_, [this](const Finding& each) { return !WasReported(each.rule); });
  if (it == noted_.end()) return;
  const Finding finding = *it;
  throw Broken(finding.rule, finding.expected, finding.got);
}

}  // namespace invitro::contract
