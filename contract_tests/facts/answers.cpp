#include "contract_tests/facts/answers.h"

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

void Answers::Note(const std::string& rule, const std::string& question,
                   const std::string& answer) {
  all_[question] = {rule, answer};
}

}  // namespace invitro::contract
