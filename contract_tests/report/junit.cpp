// junit.xml: one suite a rule, as CI servers read it.

#include "contract_tests/facts/text.h"
#include "contract_tests/report/escape.h"
#include "contract_tests/report/report.h"
#include "contract_tests/report/story.h"

namespace invitro::contract {
namespace {

std::string CaseOf(const Outcome& outcome) {
  const std::string suite = outcome.rule.empty() ? "Properties" : outcome.rule;
  std::string text = "  <testcase classname=\"" + Escaped(suite) + "\" name=\"" +
                     Escaped(outcome.name) + "\" time=\"" + Fixed(outcome.seconds, 3) + "\"";
  switch (outcome.verdict) {
    case Outcome::Verdict::kHolds:
      return text + "/>\n";
    case Outcome::Verdict::kAllowed:
      return text + "><system-out>allowed departure</system-out></testcase>\n";
    case Outcome::Verdict::kUnverified:
    case Outcome::Verdict::kLeftOut:
      return text + "><skipped message=\"" + Escaped(outcome.why) + "\"/></testcase>\n";
    case Outcome::Verdict::kBroken:
      return text + "><failure message=\"" +
             Escaped(outcome.main()->rule + ": expected " + outcome.main()->expected + ", got " +
                     outcome.main()->got) +
             "\">" + Escaped(StoryOf(outcome)) + "</failure></testcase>\n";
    case Outcome::Verdict::kCannotLook:
      return text + "><error message=\"" + Escaped(outcome.why) + "\"/></testcase>\n";
  }
  return text + "/>\n";
}

}  // namespace

std::string ReportAsJunit(const Results& results) {
  int failures = 0, skipped = 0, errors = results.cannot.empty() ? 0 : 1;
  std::string cases;
  for (const Outcome& outcome : results.outcomes) {
    failures += outcome.verdict == Outcome::Verdict::kBroken;
    skipped += outcome.verdict == Outcome::Verdict::kUnverified ||
               outcome.verdict == Outcome::Verdict::kLeftOut;
    errors += outcome.verdict == Outcome::Verdict::kCannotLook;
    cases += CaseOf(outcome);
  }
  if (!results.cannot.empty()) {
    cases += "  <testcase classname=\"Run\" name=\"FirstLook\" time=\"0\"><error message=\"" +
             Escaped(results.cannot) + "\"/></testcase>\n";
  }
  const std::size_t tests = results.outcomes.size() + (results.cannot.empty() ? 0 : 1);
  const std::string head = "tests=\"" + std::to_string(tests) + "\" failures=\"" +
                           std::to_string(failures) + "\" errors=\"" + std::to_string(errors) +
                           "\" skipped=\"" + std::to_string(skipped) + "\" time=\"" +
                           Fixed(results.seconds, 3) + "\"";
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " + head +
         ">\n <testsuite name=\"invitro-contract\" timestamp=\"" + results.started_at + "\" " +
         head + ">\n" + cases + " </testsuite>\n</testsuites>\n";
}

}  // namespace invitro::contract
