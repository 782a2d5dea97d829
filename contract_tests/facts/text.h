#pragma once

// Numbers and lines for people.

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

/// One line to stderr, where it is seen beside what GoogleTest prints.
inline void Say(const std::string& line) {
  std::cerr << "invitro-contract: " << line << "\n" << std::flush;
}

}  // namespace invitro::contract
