#pragma once

// The rules of docs/behaviour.md, as they were when this was built. Safe from any thread.

#include <string>
#include <vector>

namespace invitro::contract {

struct RuleRow {
  std::string id;        // "INV-PAGE-02"
  std::string text;      // one line of Markdown
  std::string standing;  // documented, observed, likely, open, twin
};

/// In the order of the document.
const std::vector<RuleRow>& RuleTable();

/// nullptr: there is no such rule.
const RuleRow* FindRule(const std::string& id);

/// Whether OpenAI's own words demand it: a run that has not checked all of these has not looked.
bool IsDocumented(const std::string& id);

}  // namespace invitro::contract
