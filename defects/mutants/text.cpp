#include "defects/mutants/text.h"

#include <algorithm>
#include <cctype>

#include "defects/toolkit.h"
#include "mock_server/http/target.h"

namespace invitro::defects {
namespace {

using Apply = std::function<std::string(const std::string&)>;

Apply Without(std::function<bool(unsigned char)> drops) {
  return [drops](const std::string& text) {
    std::string left;
    std::copy_if(text.begin(), text.end(), std::back_inserter(left),
                 [&](char c) { return !drops(static_cast<unsigned char>(c)); });
    return left;
  };
}

Apply Replaced(std::vector<std::pair<std::string, std::string>> pairs) {
  return [pairs](std::string text) {
    for (const auto& [from, to] : pairs) {
      for (auto at = text.find(from); at != std::string::npos;
           at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
      }
    }
    return text;
  };
}

bool ContinuesLetter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Returns the first `n` bytes without a partial letter at the end.
Apply CutAt(std::size_t n) {
  return [n](std::string text) {
    if (text.size() <= n) return text;
    std::size_t end = n;
    while (end > 0 && ContinuesLetter(text[end])) --end;
    return text.substr(0, end);
  };
}

/// Removes the letters of four UTF-8 bytes.
std::string WithoutAstral(const std::string& text) {
  std::string left;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0xF0U) {
      i += 3;
    } else {
      left += text[i];
    }
  }
  return left;
}

std::string LowerCaseDomain(const std::string& text) {
  const auto at = text.rfind('@');
  return at == std::string::npos ? text : text.substr(0, at) + LowerCase(text.substr(at));
}

std::string WithoutTag(const std::string& text) {
  const auto plus = text.rfind('+'), at = text.rfind('@');
  const bool tagged = plus != std::string::npos && at != std::string::npos && plus < at;
  return tagged ? text.substr(0, plus) + text.substr(at) : text;
}

std::string UpToNul(const std::string& text) { return text.substr(0, text.find('\0')); }

std::string PercentDecoded(const std::string& text) { return http::PercentDecode(text, false); }

std::string UpperCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string BlanksToOne(const std::string& text) {
  std::string left;
  for (const char c : text) {
    if (c != ' ' || left.empty() || left.back() != ' ') left += c;
  }
  return left;
}

bool IsControl(unsigned char c) { return c < 0x20U || c == 0x7FU; }

/// What a form without combining marks makes of the usual letters.
const std::vector<std::pair<std::string, std::string>>& Composed() {
  static const std::vector<std::pair<std::string, std::string>> pairs = {
      {"a\u0308", "\u00E4"}, {"e\u0301", "\u00E9"}, {"n\u0303", "\u00F1"},
      {"o\u0308", "\u00F6"}, {"u\u0308", "\u00FC"}, {"c\u0327", "\u00E7"}};
  return pairs;
}

std::vector<std::pair<std::string, std::string>> Decomposed() {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [apart, together] : Composed()) pairs.emplace_back(together, apart);
  return pairs;
}

}  // namespace

std::string Trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

const std::vector<TextMutator>& AddressMutators() {
  constexpr unsigned char kFirstBeyondAscii = 0x80;
  static const std::vector<TextMutator> all = {
      {"lower_case", LowerCase},
      {"lower_case_domain", LowerCaseDomain},
      {"upper_case", UpperCase},
      {"trimmed", Trimmed},
      {"no_blanks", Without([](unsigned char c) { return c == ' '; })},
      {"blanks_to_one", BlanksToOne},
      {"composed", Replaced(Composed())},
      {"decomposed", Replaced(Decomposed())},
      {"ascii_only", Without([](unsigned char c) { return c >= kFirstBeyondAscii; })},
      {"no_astral", WithoutAstral},
      {"no_zero_width", Replaced({{"\u200B", ""}, {"\uFEFF", ""}, {"\u200D", ""}})},
      {"small_umlauts", Replaced({{"\u00C4", "\u00E4"}, {"\u00D6", "\u00F6"}})},
      {"cut_at_32", CutAt(32)},
      {"cut_at_64", CutAt(64)},
      {"cut_at_128", CutAt(128)},
      {"cut_at_254", CutAt(254)},
      {"cut_at_255", CutAt(255)},
      {"cut_at_320", CutAt(320)},
      {"cut_at_1000", CutAt(1000)},
      {"html_escaped", Replaced({{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}})},
      {"html_unescaped", Replaced({{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}})},
      {"quotes_doubled", Replaced({{"'", "''"}})},
      {"double_quotes_doubled", Replaced({{"\"", "\"\""}})},
      {"no_double_quotes", Without([](unsigned char c) { return c == '"'; })},
      {"no_backslashes", Without([](unsigned char c) { return c == '\\'; })},
      {"backslashes_doubled", Replaced({{"\\", "\\\\"}})},
      {"percent_decoded", PercentDecoded},
      {"plus_to_blank", Replaced({{"+", " "}})},
      {"tag_removed", WithoutTag},
      {"up_to_nul", UpToNul},
      {"no_controls", Without(IsControl)},
      {"tabs_to_blanks", Replaced({{"\t", " "}})},
  };
  return all;
}

const std::vector<TextMutator>& NameMutators() {
  static const std::vector<TextMutator> all = {
      {"lower_case", LowerCase},
      {"trimmed", Trimmed},
      {"no_blanks", Without([](unsigned char c) { return c == ' '; })},
      {"cut_at_32", CutAt(32)},
      {"cut_at_64", CutAt(64)},
      {"cut_at_255", CutAt(255)},
      {"ascii_only", Without([](unsigned char c) { return c >= 0x80U; })},
      {"percent_decoded", PercentDecoded},
      {"no_dashes", Without([](unsigned char c) { return c == '-'; })},
      {"html_escaped", Replaced({{"&", "&amp;"}, {"<", "&lt;"}})},
  };
  return all;
}

}  // namespace invitro::defects
