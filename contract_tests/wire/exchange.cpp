#include "contract_tests/wire/exchange.h"

#include <algorithm>
#include <cctype>

#include "invitro/error.h"

namespace invitro::contract {
namespace {

bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
}

/// Quotes as bash does in $'…', with every byte in ASCII.
std::string ShellEscaped(std::string_view text) {
  static constexpr const char* kDigits = "0123456789abcdef";
  std::string quoted = "$'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      quoted += std::string("\\") + c;
    } else if (c >= ' ' && c < 0x7F) {
      quoted += c;
    } else {
      quoted += std::string("\\x") + kDigits[byte >> 4U] + kDigits[byte & 15U];
    }
  }
  return quoted + "'";
}

std::string ShellQuoted(std::string_view text) {
  if (!IsPlain(text)) return ShellEscaped(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

}  // namespace

std::string_view NameOf(Operation operation) {
  switch (operation) {
    case Operation::kCreate:
      return "create";
    case Operation::kList:
      return "list";
    case Operation::kRetrieve:
      return "retrieve";
    case Operation::kDelete:
      return "delete";
    case Operation::kControl:
      return "control";
  }
  return "?";
}

std::string Exchange::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (SameName(key, name)) return value;
  }
  return "";
}

bool IsFromGateway(const Exchange& exchange) {
  return exchange.status >= 502 && exchange.status <= 504;
}

std::string ToCurl(const Exchange& exchange) {
  std::string line = "curl -s";
  if (exchange.method != "GET") line += " -X " + exchange.method;
  if (!exchange.authorization.empty()) {
    line += " -H \"Authorization: " + exchange.authorization + "\"";
  }
  line += " " + ShellQuoted(exchange.url);
  if (!exchange.type.empty()) line += " -H 'Content-Type: " + exchange.type + "'";
  if (exchange.sent.empty()) return line;
  constexpr std::size_t kShown = 4096;
  line += " --data-binary " + ShellQuoted(std::string_view(exchange.sent).substr(0, kShown));
  if (exchange.sent.size() <= kShown) return line;
  return line + "  # and " + std::to_string(exchange.sent.size() - kShown) + " bytes more";
}

void HideKey(Exchange& exchange, const std::string& key, const std::string& shown) {
  constexpr std::size_t kShortest = 12;  // a shorter one is no secret, and may be in any word
  if (key.size() < kShortest) return;
  const auto hide = [&](std::string& text) {
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at)) {
      text.replace(at, key.size(), shown);
      at += shown.size();
      exchange.showed_key = true;
    }
  };
  hide(exchange.body);
  hide(exchange.trouble);
  for (auto& [name, value] : exchange.headers) hide(value);
}

std::string Summary(const Exchange& exchange, std::size_t most) {
  if (exchange.status == 0) return "no answer: " + exchange.trouble;
  return std::to_string(exchange.status) + " " + Printable(exchange.body, most);
}

}  // namespace invitro::contract
