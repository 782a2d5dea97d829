#include "contract_tests/model/addresses.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <random>
#include <utility>
#include <vector>

#include "contract_tests/facts/text.h"

namespace invitro::contract {
namespace {

std::size_t AtSign(const std::string& address) {
  return std::min(address.rfind('@'), address.size());
}

std::string With(const std::string& plain, const std::string& more) {
  std::string address = plain;
  return address.insert(AtSign(plain), more);
}

/// Fills the address up to `length` bytes. A longer one is returned as it is.
std::string Long(const std::string& plain, std::size_t length) {
  const std::size_t there = plain.size();
  return there < length ? With(plain, std::string(length - there, 'n')) : plain;
}

std::string CapitalDomain(std::string address) {
  for (std::size_t i = AtSign(address); i < address.size(); ++i) {
    address[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(address[i])));
  }
  return address;
}

struct Form {
  const char* name;
  std::function<std::string(const std::string&)> apply;
};

Form Inner(const char* name, const std::string& more) {
  return {name, [more](const std::string& plain) { return With(plain, more); }};
}

Form OfLength(const char* name, std::size_t length) {
  return {name, [length](const std::string& plain) { return Long(plain, length); }};
}

const std::array<Form, kAddressForms>& Forms() {
  using namespace std::string_literals;
  static const std::array<Form, kAddressForms> forms = {{
      Inner("capital letters", "AbC"),
      {"a domain in capitals", CapitalDomain},
      Inner("a plus sign", "+b+c"),
      Inner("dots", ".d.e"),
      {"a blank before it", [](const std::string& plain) { return " " + plain; }},
      {"a blank behind it", [](const std::string& plain) { return plain + " "; }},
      {"a tab before it", [](const std::string& plain) { return "\t" + plain; }},
      {"a line's end behind it", [](const std::string& plain) { return plain + "\r\n"; }},
      Inner("a blank inside", "a b"),
      Inner("two blanks inside", "a  b"),
      Inner("a single quote", "o'brien"),
      Inner("double quotes", "\"q\""),
      Inner("a backslash", "a\\b\\\\c"),
      Inner("a percent sign", "a%41%2Bb%"),
      Inner("an ampersand", "a&b&amp;c"),
      Inner("angle brackets", "<b>x</b>"),
      Inner("composed letters", "j\u00F6\u00E9\u00F1\u00E4\u00FC\u00E7"),
      Inner("combining letters", "e\u0301a\u0308o\u0308n\u0303u\u0308c\u0327"),
      Inner("capital umlauts", "\u00C4\u00D6"),
      Inner("a letter of four bytes", "a\U0001F600b"),
      Inner("letters without width", "a\u200Bb\u200Dc\uFEFFd"),
      Inner("other alphabets", "\u0438\u043C\u044F\u540D\u524D"),
      Inner("NUL", "a\0b"s),
      Inner("controls", "tab\tand\x01"s + "control\x7F."),
      Inner("slashes and more", "a/b?c=d#e;f,g"),
      Inner("a dollar and braces", "${a}{{b}}`c`"),
      OfLength("40 bytes", 40),
      OfLength("70 bytes", 70),
      OfLength("130 bytes", 130),
      OfLength("254 bytes", 254),
      OfLength("260 bytes", 260),
      OfLength("330 bytes", 330),
      OfLength("1,010 bytes", 1010),
      OfLength("2,000 bytes", 2000),
  }};
  return forms;
}

std::string Trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Replaces the letters of Forms() that have combining marks by their composed form.
std::string Composed(std::string text) {
  static const std::vector<std::pair<std::string, std::string>> pairs = {
      {"e\u0301", "\u00E9"}, {"a\u0308", "\u00E4"}, {"o\u0308", "\u00F6"}, {"n\u0303", "\u00F1"},
      {"u\u0308", "\u00FC"}, {"c\u0327", "\u00E7"}, {"\u00C4", "\u00E4"},  {"\u00D6", "\u00F6"}};
  for (const auto& [apart, together] : pairs) {
    for (auto at = text.find(apart); at != std::string::npos; at = text.find(apart)) {
      text.replace(at, apart.size(), together);
    }
  }
  return text;
}

bool IsCutFrom(const std::string& given, const std::string& seen) {
  return seen.size() < given.size() && given.starts_with(seen);
}

/// True if the characters of `seen` are in `given` in the same order.
bool IsPartOf(const std::string& seen, const std::string& given) {
  std::size_t at = 0;
  for (const char c : given) {
    if (at < seen.size() && seen[at] == c) ++at;
  }
  return at == seen.size();
}

}  // namespace

std::string Formed(const std::string& plain, int form) {
  if (form <= 0) return plain;
  if (form <= kAddressForms) return Forms()[static_cast<std::size_t>(form) - 1].apply(plain);
  std::mt19937 random(static_cast<unsigned>(form));
  std::string address = plain;
  const unsigned forms = 2 + static_cast<unsigned>(random() % 3);
  for (unsigned i = 0; i < forms; ++i) {
    address =
        Forms()[random() % (kAddressForms - 2)].apply(address);  // all but the two longest forms
  }
  return random() % 4 == 0 ? Long(address, random() % 2000) : address;
}

const char* NameOfForm(int form) {
  if (form < 1 || form > kAddressForms) return form <= 0 ? "nothing unusual" : "a mixture";
  return Forms()[static_cast<std::size_t>(form) - 1].name;
}

bool SameMailbox(const std::string& given, const std::string& seen) {
  return LowerCase(Composed(Trimmed(given))) == LowerCase(Composed(Trimmed(seen)));
}

std::string HowItChanged(const std::string& given, const std::string& seen) {
  if (given == seen) return "";
  if (LowerCase(given) == seen) return "lower-cases it";
  if (Trimmed(given) == seen) return "takes the blanks around it away";
  if (LowerCase(given.substr(AtSign(given))) == seen.substr(AtSign(seen)) &&
      given.substr(0, AtSign(given)) == seen.substr(0, AtSign(seen))) {
    return "lower-cases its domain";
  }
  if (Composed(given) == Composed(seen)) return "normalises its letters";
  if (LowerCase(given) == LowerCase(seen)) return "changes its case";
  if (IsCutFrom(given, seen)) return "cuts it to " + std::to_string(seen.size()) + " bytes";
  if (IsPartOf(seen, given)) return "drops some of its characters";
  if (IsPartOf(given, seen)) return "adds characters to it";
  return "";
}

}  // namespace invitro::contract
