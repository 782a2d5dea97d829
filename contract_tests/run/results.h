#pragma once

// Everything that a run found out. Plain data, and the verdicts that follow from it.

#include <map>
#include <string>
#include <vector>

#include "contract_tests/facts/answers.h"
#include "contract_tests/model/capabilities.h"
#include "contract_tests/model/stage.h"
#include "contract_tests/run/outcome.h"
#include "invitro/contract.h"

namespace invitro::contract {

struct Results {
  std::string run;
  std::string target;  // its base URL
  std::uint64_t seed = 0;
  std::string started_at;  // UTC, ISO 8601
  double seconds = 0;
  long requests = 0;
  int created = 0;
  int limited = 0;  // 429s
  Capabilities can;
  std::vector<Outcome> outcomes;               // in the order of playing
  std::map<std::string, std::string> allowed;  // rules whose departures the user allows; reasons
  std::map<std::string, Findings::Departure> departures;  // those of them that were seen
  std::map<std::string, Answers::Learned> answers;
  Tally tally;
  std::string cannot;                  // why nothing (more) could be looked at; "" if all could
  std::vector<std::string> remaining;  // ids that the clean-up could not remove
  std::string clean_up_trouble;
  std::string ledger;  // its path, if something remains
};

/// One rule's verdict, from all that was played.
struct RuleVerdict {
  Outcome::Verdict verdict = Outcome::Verdict::kUnverified;
  std::string why;  // expected and got, or what is missing
  int checks = 0;   // that were played
  int skipped = 0;  // that could not be
  int cases = 0;    // scenarios: one for each check, and each random one
  long requests = 0;
};

/// Of every rule that has a check or was found broken.
std::map<std::string, RuleVerdict> Verdicts(const Results& results);

/// The broken rules, by id. First those that a check of their own found, and of these the one that
/// most checks found: the others may only follow from it.
std::vector<std::string> BrokenRules(const Results& results);

/// The allowed rules that a check of their own has seen kept: their allowance can be removed.
std::vector<std::string> NeedlesslyAllowed(const Results& results);

/// The allowed rules that the suite has no check of.
std::vector<std::string> AllowedUnchecked(const Results& results);

/// 1 broken, 4 clean-up failed, 2 could not look, 0; the first that holds.
int ExitCode(const Results& results);

ContractResult ToResult(const Results& results);

std::string_view NameOf(Outcome::Verdict verdict);  // "holds", "broken", "unverified"…

}  // namespace invitro::contract
