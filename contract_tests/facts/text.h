#pragma once

// Numbers and lines for people.

#include <cctype>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>

namespace invitro::contract {

/// "1.5" with one digit behind the point.
inline std::string Fixed(double value, int digits) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(digits) << value;
  return text.str();
}

/// ASCII letters only.
inline std::string LowerCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// "2026-11-23T18:00:00Z".
inline std::string NowText() {
  const std::time_t now = std::time(nullptr);
  std::tm utc = {};
  gmtime_r(&now, &utc);
  std::ostringstream text;
  text << std::put_time(&utc, "%Y-%m-%dT%H:%M:%SZ");
  return text.str();
}

/// One line to stderr, where it is seen beside what GoogleTest prints.
inline void Say(const std::string& line) {
  std::cerr << "invitro-contract: " << line << "\n" << std::flush;
}

}  // namespace invitro::contract
