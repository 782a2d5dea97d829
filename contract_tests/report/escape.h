#pragma once

#include <string>
#include <string_view>

namespace invitro::contract {

/// Text as HTML and XML may hold it; control characters, which XML 1.0 may not, become '?'.
inline std::string Escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&') {
      safe += "&amp;";
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (c == '"') {
      safe += "&quot;";
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
      safe += '?';
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace invitro::contract
