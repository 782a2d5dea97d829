#include "contract_tests/facts/answers.h"

#include <algorithm>

namespace invitro::contract {

void Answers::Hold(Findings& findings, const std::string& rule, const std::string& question,
                   const std::string& answer) {
  if (learns_) all_.try_emplace(question, Learned{rule, answer});
  const auto it = all_.find(question);
  if (it != all_.end() && it->second.answer != answer) {
    findings.Fail(
        rule, "the same answer as before to: " + question + " (" + it->second.answer + ")", answer);
  }
}

std::string Answers::Get(const std::string& question) const {
  const auto it = all_.find(question);
  return it == all_.end() ? "" : it->second.answer;
}

Answers Answers::Hypothetical() const {
  Answers same = *this;
  same.learns_ = false;
  return same;
}

void Answers::NoteLate(std::int64_t seconds) {
  if (!learns_) return;
  late_ = std::max(late_.value_or(0), seconds);
  Note("INV-LIFE-05", "how late an expiry shows", "at most " + std::to_string(*late_) + " s");
}

void Answers::Note(const std::string& rule, const std::string& question,
                   const std::string& answer) {
  if (learns_) all_[question] = {rule, answer};
}

}  // namespace invitro::contract
