#pragma once

// The target's answers to the open questions: each is learned when it is first met, and from then
// on the target is held to it. For one thread.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "contract_tests/facts/findings.h"

namespace invitro::contract {

class Answers {
 public:
  struct Learned {
    std::string rule;    // the open rule it belongs to
    std::string answer;  // in a person's words
  };

  /// Learns `answer` to `question`, or compares it with what was learned: another answer breaks
  /// `rule`, and fails it in `findings`.
  void Hold(Findings& findings, const std::string& rule, const std::string& question,
            const std::string& answer);

  /// What was learned; "" if nothing yet.
  std::string Get(const std::string& question) const;

  /// Notes a fact for the report without holding the target to it.
  void Note(const std::string& rule, const std::string& question, const std::string& answer);

  /// How many seconds after its `expires_at` an invite showed as expired, at most (INV-LIFE-05);
  /// nullopt if that could not be seen. It grows: a target may expire invites in sweeps.
  std::optional<std::int64_t> late() const { return late_; }
  void NoteLate(std::int64_t seconds);

  /// Returns a copy that compares with what was learned and learns nothing new. Use it to check
  /// an order of events that may not have happened.
  Answers Hypothetical() const;

  const std::map<std::string, Learned>& all() const { return all_; }

 private:
  std::map<std::string, Learned> all_;
  std::optional<std::int64_t> late_;
  bool learns_ = true;
};

}  // namespace invitro::contract
