// The kill matrix as JSON and as a picture.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "contract_tests/facts/text.h"
#include "contract_tests/fixtures_embedded.h"
#include "contract_tests/proof/matrix.h"
#include "contract_tests/report/escape.h"

namespace invitro::contract {
namespace {

/// Survivors first, then as they are listed.
std::vector<MatrixRow> Sorted(std::vector<MatrixRow> rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const MatrixRow& a, const MatrixRow& b) {
    return a.killed < a.runs && b.killed == b.runs;
  });
  return rows;
}

std::set<std::string> Columns(const std::vector<MatrixRow>& rows) {
  std::set<std::string> columns;
  for (const MatrixRow& row : rows) {
    for (const auto& [check, runs] : row.by) columns.insert(check);
  }
  return columns;
}

std::string Cell(const MatrixRow& row, const std::string& check) {
  const auto it = row.by.find(check);
  if (it == row.by.end()) return "<td></td>";
  std::string rule = check.substr(0, check.find('.'));
  std::replace(rule.begin(), rule.end(), '_', '-');
  const char* kind = rule == row.defect->rule ? "own" : "other";
  return std::string("<td class=\"") + kind +
         "\" style=\"opacity:" + Fixed(0.3 + 0.7 * it->second / row.runs, 2) + "\" title=\"" +
         Escaped(row.defect->name) + " fails " + Escaped(check) + " in " +
         std::to_string(it->second) + " of " + std::to_string(row.runs) + " runs\"></td>";
}

std::string Line(const MatrixRow& row, const std::set<std::string>& columns) {
  std::string html = row.killed < row.runs ? "<tr class=\"survives\">" : "<tr>";
  html += "<th title=\"" + Escaped(row.defect->what) + "\">" + Escaped(row.defect->name) +
          "</th><td class=\"text\">" + row.defect->rule + "</td><td class=\"text\">" +
          std::to_string(row.killed) + "/" + std::to_string(row.runs) + "</td><td class=\"text\">" +
          (row.first.empty() ? "" : std::to_string(row.first_requests)) +
          "</td><td class=\"text\">" +
          (row.steps > 0 ? std::to_string(row.cases) + " / " + std::to_string(row.requests) +
                               " / " + std::to_string(row.steps)
                         : "") +
          "</td>";
  for (const std::string& check : columns) html += Cell(row, check);
  return html + "</tr>\n";
}

nlohmann::ordered_json ToJson(const MatrixRow& row) {
  return {
      {"defect", row.defect->name},
      {"rule", row.defect->rule},
      {"what", row.defect->what},
      {"runs", row.runs},
      {"killed_by_its_rule", row.killed},
      {"first_check", {{"name", row.first}, {"requests", row.first_requests}}},
      {"failed_rules", row.rules},
      {"failed_checks", row.by},
      {"random", {{"cases", row.cases}, {"requests", row.requests}, {"shrunk_steps", row.steps}}}};
}

}  // namespace

std::string RowToText(const MatrixRow& row) { return ToJson(row).dump(); }

MatrixRow RowFromText(const std::string& text) {
  MatrixRow row;
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!json.is_object()) return row;
  row.defect = defects::Find(json["defect"].get<std::string>());
  row.runs = json["runs"];
  row.killed = json["killed_by_its_rule"];
  row.first = json["first_check"]["name"];
  row.first_requests = json["first_check"]["requests"];
  row.rules = json["failed_rules"].get<std::map<std::string, int>>();
  row.by = json["failed_checks"].get<std::map<std::string, int>>();
  row.cases = json["random"]["cases"];
  row.requests = json["random"]["requests"];
  row.steps = json["random"]["shrunk_steps"];
  return row;
}

std::string MatrixAsJson(const std::vector<MatrixRow>& rows) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const MatrixRow& row : Sorted(rows)) json.push_back(ToJson(row));
  return json.dump(1) + "\n";
}

std::string MatrixAsHtml(const std::vector<MatrixRow>& rows) {
  const auto sorted = Sorted(rows);
  const auto columns = Columns(sorted);
  const auto survivors = std::count_if(sorted.begin(), sorted.end(),
                                       [](const MatrixRow& row) { return row.killed < row.runs; });
  std::string page(kMatrixPage);
  std::string head;
  for (const std::string& check : columns) {
    head += "<th class=\"check\"><div>" + Escaped(check) + "</div></th>";
  }
  std::string body;
  for (const MatrixRow& row : sorted) body += Line(row, columns);
  const std::string headline = std::to_string(sorted.size()) + " defects, " +
                               std::to_string(survivors) + " that survived at least one run, " +
                               std::to_string(columns.size()) + " checks that killed one";
  const std::pair<std::string, std::string> holes[] = {
      {"{{headline}}", headline}, {"{{columns}}", head}, {"{{rows}}", body}};
  for (const auto& [mark, with] : holes) page.replace(page.find(mark), mark.size(), with);
  return page;
}

}  // namespace invitro::contract
