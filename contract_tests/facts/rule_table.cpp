#include "contract_tests/facts/rule_table.h"

#include <algorithm>
#include <sstream>

#include "contract_tests/fixtures_embedded.h"

namespace invitro::contract {
namespace {

std::string Trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<RuleRow> ReadTable(std::string_view document) {
  std::vector<RuleRow> rows;
  std::istringstream lines{std::string(document)};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| INV-")) continue;
    std::istringstream cells(line.substr(1));
    RuleRow row;
    std::getline(cells, row.id, '|');
    std::getline(cells, row.text, '|');
    std::getline(cells, row.standing, '|');
    rows.push_back({Trimmed(row.id), Trimmed(row.text), Trimmed(row.standing)});
  }
  return rows;
}

}  // namespace

const std::vector<RuleRow>& RuleTable() {
  static const std::vector<RuleRow> rows = ReadTable(kBehaviour);
  return rows;
}

const RuleRow* FindRule(const std::string& id) {
  const auto& table = RuleTable();
  const auto it =
      std::find_if(table.begin(), table.end(), [&](const RuleRow& row) { return row.id == id; });
  return it == table.end() ? nullptr : &*it;
}

bool IsDocumented(const std::string& id) {
  const RuleRow* row = FindRule(id);
  return row != nullptr && row->standing == "documented";
}

}  // namespace invitro::contract
