// report.html: one page for people, with nothing beside it. page.html is its frame.

#include <map>

#include "contract_tests/facts/rule_table.h"
#include "contract_tests/facts/text.h"
#include "contract_tests/fixtures_embedded.h"
#include "contract_tests/report/escape.h"
#include "contract_tests/report/report.h"

namespace invitro::contract {
namespace {

/// The table's Markdown: only `code` occurs in it.
std::string Marked(const std::string& markdown) {
  std::string html;
  bool code = false;
  for (const char c : Escaped(markdown)) {
    if (c == '`') {
      html += code ? "</code>" : "<code>";
      code = !code;
    } else {
      html += c;
    }
  }
  return html;
}

std::string Fact(const std::string& name, const std::string& value) {
  return "<div><dt>" + Escaped(name) + "</dt><dd>" + Escaped(value) + "</dd></div>\n";
}

std::string Facts(const Results& results) {
  std::string facts = Fact("run", results.run) + Fact("seed", std::to_string(results.seed)) +
                      Fact("took", Fixed(results.seconds, 1) + " s") +
                      Fact("requests", std::to_string(results.requests)) +
                      Fact("invites made", std::to_string(results.created)) +
                      Fact("answered 429", std::to_string(results.limited));
  for (const std::string& line : Describe(results.can)) {
    const auto colon = line.find(": ");
    if (colon == std::string::npos) {
      facts += Fact("", line);
    } else {
      facts += Fact(line.substr(0, colon), line.substr(colon + 2));
    }
  }
  return facts;
}

std::string_view ClassOf(Outcome::Verdict verdict) {
  switch (verdict) {
    case Outcome::Verdict::kHolds:
      return "holds";
    case Outcome::Verdict::kBroken:
      return "broken";
    case Outcome::Verdict::kAllowed:
      return "allowed";
    case Outcome::Verdict::kUnverified:
    case Outcome::Verdict::kCannotLook:
    case Outcome::Verdict::kLeftOut:
      return "unverified";
  }
  return "unverified";
}

std::string Rules(const Results& results) {
  const auto verdicts = Verdicts(results);
  std::string rows;
  for (const RuleRow& row : RuleTable()) {
    const auto it = verdicts.find(row.id);
    if (it == verdicts.end()) continue;
    const RuleVerdict& rule = it->second;
    rows += "<tr class=\"" + std::string(ClassOf(rule.verdict)) + "\"><td class=\"id\">" + row.id +
            "</td><td>" + Marked(row.text);
    if (!rule.why.empty()) rows += "<div class=\"why\">" + Escaped(rule.why) + "</div>";
    rows += "</td><td>" + row.standing + "</td><td class=\"tag\">" +
            std::string(NameOf(rule.verdict)) + "</td><td class=\"number\">" +
            std::to_string(rule.checks) +
            (rule.skipped > 0 ? " of " + std::to_string(rule.checks + rule.skipped) : "") +
            "</td><td class=\"number\">" + std::to_string(rule.cases) +
            "</td><td class=\"number\">" + std::to_string(rule.requests) + "</td></tr>\n";
  }
  return rows;
}

/// `also`: the names of the others that met it.
std::string Story(const Outcome& outcome, const Finding& finding, const std::string& also) {
  const RuleRow* rule = FindRule(finding.rule);
  std::string html = "<div class=\"story\"><h3>" + Escaped(finding.rule) + ", met by " +
                     Escaped(outcome.name) + "</h3>";
  if (rule != nullptr) html += "<div>" + Marked(rule->text) + "</div>";
  if (!also.empty()) html += "<div class=\"why\">also met by " + Escaped(also) + "</div>";
  html += "<pre>expected  " + Escaped(finding.expected) + "\ngot       " + Escaped(finding.got) +
          "</pre>";
  if (!finding.commands.empty()) {
    html += "<div class=\"quiet\">the shortest way there</div><pre>";
    for (const std::string& command : finding.commands) html += Escaped(command) + "\n";
    html += "</pre>";
  }
  html += "<div class=\"quiet\">what was asked and answered</div><pre>";
  for (const ExchangePtr& exchange : finding.exchanges) {
    html += Escaped(ToCurl(*exchange)) + "\n  " + Escaped(Summary(*exchange)) + "\n";
  }
  html += "</pre>";
  if (!finding.reproduce.empty()) {
    html +=
        "<div class=\"quiet\">to see it again</div><pre>" + Escaped(finding.reproduce) + "</pre>";
  }
  return html + "</div>\n";
}

std::string Failures(const Results& results) {
  // One story for each rule: the shortest, and a shrunk one before any other.
  struct Told {
    const Outcome* outcome = nullptr;
    const Finding* finding = nullptr;
  };
  std::map<std::string, Told> best;
  const auto length = [](const Finding& finding) {
    return (finding.commands.empty() ? 1'000U : 0U) + finding.exchanges.size();
  };
  for (const Outcome& outcome : results.outcomes) {
    for (const Finding& finding : outcome.findings) {
      Told& told = best[finding.rule];
      if (told.finding == nullptr || length(finding) < length(*told.finding)) {
        told = {&outcome, &finding};
      }
    }
  }
  std::string html;
  for (const std::string& rule : BrokenRules(results)) {
    const Told& told = best.at(rule);
    std::string also;
    for (const Outcome& other : results.outcomes) {
      if (&other == told.outcome || !other.Breaks(rule)) continue;
      also += (also.empty() ? "" : ", ") + other.name;
    }
    html += Story(*told.outcome, *told.finding, also);
  }
  if (!results.clean_up_trouble.empty()) {
    html += "<div class=\"story\"><h3>The clean-up failed</h3><pre>" +
            Escaped(results.clean_up_trouble);
    for (const std::string& id : results.remaining) html += "\nremains: " + Escaped(id);
    if (!results.ledger.empty()) {
      html += "\n\ninvitro-contract --sweep " + Escaped(results.ledger);
    }
    html += "</pre></div>\n";
  }
  return html.empty() ? "" : "<h2>What is broken</h2>\n" + html;
}

/// Its class and its words.
std::pair<std::string, std::string> Headline(const Results& results) {
  int holds = 0, broken = 0, allowed = 0, unverified = 0;
  for (const auto& [id, rule] : Verdicts(results)) {
    holds += rule.verdict == Outcome::Verdict::kHolds;
    broken += rule.verdict == Outcome::Verdict::kBroken;
    allowed += rule.verdict == Outcome::Verdict::kAllowed;
    unverified += rule.verdict == Outcome::Verdict::kUnverified;
  }
  const std::string counts = std::to_string(holds) + " hold, " + std::to_string(broken) +
                             " broken, " +
                             (allowed > 0 ? std::to_string(allowed) + " allowed, " : "") +
                             std::to_string(unverified) + " unverified.";
  switch (ExitCode(results)) {
    case 1:
      return {"broken", "The target breaks the contract: " + counts};
    case 4:
      return {"broken", "The clean-up failed. Of the rules " + counts};
    case 2:
      return {"blind",
              "The target could not be looked at in full: " + results.cannot + " " + counts};
    default:
      return {"holds", "Every rule that could be checked holds: " + counts};
  }
}

void Fill(std::string& page, const std::string& name, const std::string& with) {
  const std::string mark = "{{" + name + "}}";
  for (auto at = page.find(mark); at != std::string::npos; at = page.find(mark, at + with.size())) {
    page.replace(at, mark.size(), with);
  }
}

}  // namespace

std::string ReportAsHtml(const Results& results) {
  std::string answers, met;
  for (const auto& [question, learned] : results.answers) {
    answers += "<tr><td class=\"id\">" + Escaped(learned.rule) + "</td><td>" + Escaped(question) +
               "</td><td>" + Escaped(learned.answer) + "</td></tr>\n";
  }
  for (const auto& [what, times] : results.tally) {
    met += "<tr><td>" + Escaped(what) + "</td><td class=\"number\">" + std::to_string(times) +
           "</td></tr>\n";
  }
  const auto [css, headline] = Headline(results);
  std::string page(kReportPage);
  Fill(page, "target", Escaped(results.target));
  Fill(page, "started_at", results.started_at);
  Fill(page, "class", css);
  Fill(page, "headline", Escaped(headline));
  Fill(page, "facts", Facts(results));
  Fill(page, "failures", Failures(results));
  Fill(page, "rules", Rules(results));
  Fill(page, "answers", answers);
  Fill(page, "met", met);
  return page;
}

}  // namespace invitro::contract
