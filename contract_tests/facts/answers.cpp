#include "contract_tests/facts/answers.h"

#include <algorithm>

namespace invitro::contract {

void Answers::Hold(Findings& findings, const std::string& rule, const std::string& question,
                   const std::string& answer) {
  const auto [it, learned] = all_.try_emplace(question, Learned{rule, answer});
  if (!learned && it->second.answer != answer) {
    findings.Fail(
        rule, "the same answer as before to: " + question + " (" + it->second.answer + ")", answer);
  }
}

std::string Answers::Get(const std::string& question) const {
  const auto it = all_.find(question);
  return it == all_.end() ? "" : it->second.answer;
}

void Answers::NoteLate(std::int64_t seconds) {
  late_ = std::max(late_.value_or(0), seconds);
  Note("INV-LIFE-05", "how late an expiry shows", "at most " + std::to_string(*late_) + " s");
}

void Answers::Note(const std::string& rule, const std::string& question,
                   const std::string& answer) {
  all_[question] = {rule, answer};
}

}  // namespace invitro::contract
