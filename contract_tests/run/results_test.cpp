#include "contract_tests/run/results.h"

#include <gtest/gtest.h>

#include "contract_tests/report/report.h"

namespace invitro::contract {
namespace {

using Verdict = Outcome::Verdict;

Outcome Make(const std::string& rule, Verdict verdict, const std::string& found = "") {
  Outcome outcome{rule, "Check", verdict};
  outcome.why = verdict == Verdict::kHolds ? "" : "because <it> & \"that\"";
  if (!found.empty()) {
    outcome.findings = {{found, "one", "two"}};
    outcome.cut_short = true;
  }
  return outcome;
}

Results With(std::vector<Outcome> outcomes) {
  Results results;
  results.can.exclusive = true;
  results.outcomes = std::move(outcomes);
  return results;
}

TEST(Results, WhatCannotBeDrivenIsNeverPassed) {
  const auto results = With({Make("INV-LIFE-02", Verdict::kUnverified)});
  EXPECT_EQ(Verdicts(results).at("INV-LIFE-02").verdict, Verdict::kUnverified);
  EXPECT_EQ(ExitCode(results), 0);
}

TEST(Results, ACheckInWhichAnotherRuleBrokeSaysNothingOfItsOwn) {
  const auto results = With({Make("INV-PAGE-02", Verdict::kBroken, "INV-PAGE-05")});
  const auto verdicts = Verdicts(results);
  EXPECT_EQ(verdicts.at("INV-PAGE-05").verdict, Verdict::kBroken);
  EXPECT_EQ(verdicts.at("INV-PAGE-02").verdict, Verdict::kUnverified);
}

TEST(Results, BrokenStaysBroken) {
  const auto results = With(
      {Make("INV-PAGE-05", Verdict::kBroken, "INV-PAGE-05"), Make("INV-PAGE-05", Verdict::kHolds)});
  EXPECT_EQ(Verdicts(results).at("INV-PAGE-05").verdict, Verdict::kBroken);
}

TEST(Results, TheWorstDecidesTheExitCode) {
  auto results = With({Make("INV-PAGE-01", Verdict::kHolds)});
  EXPECT_EQ(ExitCode(results), 0);
  results.outcomes.push_back(Make("INV-PAGE-02", Verdict::kCannotLook));
  EXPECT_EQ(ExitCode(results), 2);
  results.clean_up_trouble = "x";
  results.remaining = {"invite-1"};
  EXPECT_EQ(ExitCode(results), 4);
  results.outcomes.push_back(Make("INV-PAGE-05", Verdict::kBroken, "INV-PAGE-05"));
  EXPECT_EQ(ExitCode(results), 1);
}

TEST(Results, ListsSharedWithStrangersSaySo) {
  auto results = With({Make("INV-PAGE-05", Verdict::kHolds)});
  EXPECT_EQ(Verdicts(results).at("INV-PAGE-05").why, "");
  results.can.exclusive = false;
  EXPECT_NE(Verdicts(results).at("INV-PAGE-05").why.find("strangers"), std::string::npos);
}

TEST(Results, BrokenRulesBeginWithTheOneThatMostOfItsOwnChecksFound) {
  const auto results = With({Make("INV-PAGE-02", Verdict::kBroken, "INV-PAGE-05"),
                             Make("INV-PAGE-04", Verdict::kBroken, "INV-PAGE-04"),
                             Make("INV-PAGE-05", Verdict::kBroken, "INV-PAGE-05"),
                             Make("INV-PAGE-07", Verdict::kBroken, "INV-PAGE-08")});
  EXPECT_EQ(BrokenRules(results),
            (std::vector<std::string>{"INV-PAGE-05", "INV-PAGE-04", "INV-PAGE-08"}));
}

TEST(Results, NotedFindingLeavesTheChecksOwnRuleStanding) {
  auto results = With({Make("INV-DELETE-06", Verdict::kBroken, "INV-DELETE-08")});
  results.outcomes[0].cut_short = false;
  EXPECT_EQ(Verdicts(results).at("INV-DELETE-06").verdict, Verdict::kHolds);
  EXPECT_EQ(Verdicts(results).at("INV-DELETE-08").verdict, Verdict::kBroken);
  EXPECT_EQ(ExitCode(results), 1);
}

TEST(Results, AllowedDepartureIsNoFailureAndNamedUntilItEnds) {
  auto results = With({Make("INV-DELETE-08", Verdict::kAllowed)});
  results.allowed = {{"INV-DELETE-08", "known"}, {"INV-PAGE-15", ""}};
  results.departures["INV-DELETE-08"] = {"known", {"INV-DELETE-08", "400", "409"}, 1};
  results.outcomes.push_back(Make("INV-PAGE-15", Verdict::kHolds));
  EXPECT_EQ(Verdicts(results).at("INV-DELETE-08").verdict, Verdict::kAllowed);
  EXPECT_EQ(ExitCode(results), 0);
  EXPECT_EQ(NeedlesslyAllowed(results), std::vector<std::string>{"INV-PAGE-15"});
}

TEST(Reports, AreWellFormedWhateverIsInThem) {
  auto results = With({Make("INV-PAGE-05", Verdict::kBroken, "INV-PAGE-05"),
                       Make("INV-PAGE-02", Verdict::kUnverified)});
  results.outcomes[0].findings[0].got = "</pre>\x01<script>\xff";
  const Json json = Json::parse(ReportAsJson(results));
  EXPECT_EQ(json["exit_code"], 1);
  EXPECT_EQ(json["failures"][0]["rule"], "INV-PAGE-05");
  const std::string junit = ReportAsJunit(results);
  EXPECT_NE(junit.find("tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\""), std::string::npos);
  EXPECT_EQ(junit.find("<script>"), std::string::npos);
  EXPECT_EQ(junit.find('\x01'), std::string::npos);
  const std::string html = ReportAsHtml(results);
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_EQ(html.find("{{"), std::string::npos);
}

}  // namespace
}  // namespace invitro::contract
