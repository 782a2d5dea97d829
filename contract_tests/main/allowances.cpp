#include "contract_tests/main/allowances.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

#include "contract_tests/facts/rule_table.h"

namespace invitro::contract {
namespace {

using Error = tl::unexpected<std::string>;

constexpr std::uintmax_t kMaxFileBytes = 1024 * 1024;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// "INV-", letters, "-", digits.
bool LooksLikeAnId(std::string_view text) {
  constexpr std::string_view kPrefix = "INV-";
  if (!text.starts_with(kPrefix)) return false;
  text.remove_prefix(kPrefix.size());
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 == text.size()) return false;
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::ranges::all_of(text.substr(0, dash), letter) &&
         std::ranges::all_of(text.substr(dash + 1), digit);
}

std::string UnknownRule(const std::string& id) {
  std::string line = "there is no rule '" + id + "'; there are:";
  for (const RuleRow& row : RuleTable()) line += " " + row.id;
  return line;
}

/// The line without its comment, which a '#' begins at the line's start or between blanks.
std::string WithoutComment(const std::string& line) {
  for (std::size_t at = line.find('#'); at != std::string::npos; at = line.find('#', at + 1)) {
    const bool before = at == 0 || IsBlank(line[at - 1]);
    const bool behind = at + 1 == line.size() || IsBlank(line[at + 1]);
    if (before && behind) return line.substr(0, at);
  }
  return line;
}

/// One line of a file; nullopt if it says nothing.
tl::expected<std::optional<AllowedDeparture>, std::string> ReadLine(const std::string& line) {
  std::istringstream words(WithoutComment(line));
  AllowedDeparture departure;
  if (!(words >> departure.rule)) return std::nullopt;
  std::getline(words >> std::ws, departure.reason);
  if (!LooksLikeAnId(departure.rule)) return Error("'" + departure.rule + "' is no rule's id");
  if (FindRule(departure.rule) == nullptr) return Error(UnknownRule(departure.rule));
  while (!departure.reason.empty() && IsBlank(departure.reason.back())) {
    departure.reason.pop_back();
  }
  return departure;
}

tl::expected<void, std::string> ReadFile(const std::string& path,
                                         std::vector<AllowedDeparture>& to) {
  std::error_code code;
  const auto size = std::filesystem::file_size(path, code);
  if (code && path.starts_with("INV-")) return Error(UnknownRule(path));
  if (code) return Error("'" + path + "' is neither a rule's id nor a file that can be read");
  if (size > kMaxFileBytes) return Error(path + " is larger than 1 MiB");
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    auto departure = ReadLine(line);
    if (!departure) {
      return Error(path + ":" + std::to_string(number) + ": " + departure.error());
    }
    if (*departure) to.push_back(std::move(**departure));
  }
  if (!file.eof()) return Error("cannot read " + path);
  return {};
}

}  // namespace

tl::expected<std::vector<AllowedDeparture>, std::string> ReadAllowances(
    const std::vector<std::string>& given) {
  std::vector<AllowedDeparture> all;
  for (const std::string& each : given) {
    if (!LooksLikeAnId(each)) {
      const auto read = ReadFile(each, all);
      if (!read) return Error(read.error());
    } else if (FindRule(each) == nullptr) {
      return Error(UnknownRule(each));
    } else {
      all.push_back({each, ""});
    }
  }
  return all;
}

}  // namespace invitro::contract
