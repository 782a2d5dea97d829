#pragma once

// The rules that a target breaks, collected while scenarios are played. A departure that the user
// allows, or a rule that the run leaves out, never ends a scenario, so that it hides no other rule.
//
// For one thread. A copy has the same allowances and collects on its own.

#include <map>
#include <string>
#include <vector>

#include "contract_tests/facts/finding.h"
#include "contract_tests/wire/exchange.h"

namespace invitro::contract {

class Findings {
 public:
  /// An allowed rule that the target broke.
  struct Departure {
    std::string reason;  // the user's, may be empty
    Finding first;       // the first time that it was seen
    int times = 0;
  };

  /// Allows departures from `rule`, an id of docs/behaviour.md.
  void Allow(const std::string& rule, const std::string& reason) { allowed_[rule] = reason; }

  /// Leaves out every rule whose standing is not "documented".
  void LeaveOutUndocumented() { only_documented_ = true; }

  /// True if the run does not check the rule at all.
  bool LeavesOut(const std::string& rule) const;

  /// True if breaking the rule does not fail the run: it is allowed or left out.
  bool Tolerates(const std::string& rule) const;

  /// Records that the target broke `rule`, and ends the scenario by throwing Broken. Returns only
  /// if the rule is tolerated; the caller then goes on as well as it can.
  void Fail(const std::string& rule, const std::string& expected, const std::string& got);

  /// Records that the target broke `rule`. The scenario goes on.
  void Note(const std::string& rule, const std::string& expected, const std::string& got);

  /// What Note recorded since the last call, at most one finding a rule, in the order of time.
  std::vector<Finding> TakeNoted();

  /// Throws the first noted finding that was not reported before, for a scenario that shrinks.
  void ThrowUnreported();

  /// Marks a rule as reported: ThrowUnreported ignores it from now on.
  void Reported(const std::string& rule) { reported_[rule] = true; }
  bool WasReported(const std::string& rule) const { return reported_.contains(rule); }

  /// The response that the next findings are about.
  void At(ExchangePtr exchange) { at_ = std::move(exchange); }

  /// The allowed rules that were broken, by id.
  const std::map<std::string, Departure>& departures() const { return departures_; }

  /// Every allowed rule with its reason.
  const std::map<std::string, std::string>& allowed() const { return allowed_; }

 private:
  bool Tolerate(const Finding& finding);

  std::map<std::string, std::string> allowed_;
  bool only_documented_ = false;
  std::map<std::string, Departure> departures_;
  std::map<std::string, bool> reported_;
  std::vector<Finding> noted_;
  ExchangePtr at_;
};

}  // namespace invitro::contract
