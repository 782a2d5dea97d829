// report.json: what docs/contract.md describes.

#include <nlohmann/json.hpp>

#include "contract_tests/facts/rule_table.h"
#include "contract_tests/report/report.h"

namespace invitro::contract {
namespace {

// Raised when a name goes or changes its meaning, not when one is added. CI reads `broken` and
// `allowed`: they stay.
constexpr int kSchemaVersion = 1;

Json WhatItCan(const Capabilities& can) {
  Json json = {{"control", can.control},
               {"reset", can.reset},
               {"accept", can.accept},
               {"expire", can.expire},
               {"clock", can.clock},
               {"freeze", can.freeze},
               {"exclusive", can.exclusive},
               {"other_organization", can.other_organization},
               {"paced", can.paced},
               {"slow", can.slow},
               {"latency_ms", can.latency_ms},
               {"strangers", can.strangers},
               {"read_only_key", can.read_only_key},
               {"write_only_key", can.write_only_key}};
  json["time_to_live_s"] = can.time_to_live ? Json(*can.time_to_live) : Json();
  json["expiry_late_s"] = can.late ? Json(*can.late) : Json();
  return json;
}

Json Failure(const Outcome& outcome, const Finding& finding) {
  Json json = {{"rule", finding.rule},           {"check", outcome.name},
               {"expected", finding.expected},   {"got", finding.got},
               {"steps", finding.commands},      {"exchanges", Json::array()},
               {"reproduce", finding.reproduce}, {"counterexample", finding.saved_as}};
  for (const ExchangePtr& exchange : finding.exchanges) {
    json["exchanges"].push_back({{"curl", ToCurl(*exchange)}, {"answer", Summary(*exchange)}});
  }
  return json;
}

}  // namespace

std::string ReportAsJson(const Results& results) {
  Json allowed = Json::array();
  for (const auto& [rule, departure] : results.departures) allowed.push_back(rule);
  Json json = {{"schema_version", kSchemaVersion},
               {"broken", BrokenRules(results)},
               {"allowed", std::move(allowed)},
               {"allowed_needlessly", NeedlesslyAllowed(results)},
               {"run", results.run},
               {"target", results.target},
               {"seed", results.seed},
               {"started_at", results.started_at},
               {"seconds", results.seconds},
               {"requests", results.requests},
               {"created", results.created},
               {"answered_429", results.limited},
               {"exit_code", ExitCode(results)},
               {"could_not_look", results.cannot},
               {"capabilities", WhatItCan(results.can)},
               {"met", results.tally},
               {"rules", Json::array()},
               {"answers", Json::array()},
               {"failures", Json::array()},
               {"remaining", results.remaining},
               {"clean_up", results.clean_up_trouble},
               {"ledger", results.ledger}};
  const auto verdicts = Verdicts(results);
  for (const RuleRow& row : RuleTable()) {
    const auto it = verdicts.find(row.id);
    if (it == verdicts.end()) continue;
    const RuleVerdict& rule = it->second;
    json["rules"].push_back({{"id", row.id},
                             {"rule", row.text},
                             {"standing", row.standing},
                             {"verdict", NameOf(rule.verdict)},
                             {"why", rule.why},
                             {"checks", rule.checks},
                             {"skipped", rule.skipped},
                             {"cases", rule.cases},
                             {"requests", rule.requests}});
  }
  for (const auto& [question, learned] : results.answers) {
    json["answers"].push_back(
        {{"rule", learned.rule}, {"question", question}, {"answer", learned.answer}});
  }
  for (const Outcome& outcome : results.outcomes) {
    for (const Finding& finding : outcome.findings) {
      json["failures"].push_back(Failure(outcome, finding));
    }
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace invitro::contract
