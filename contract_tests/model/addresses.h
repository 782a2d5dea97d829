#pragma once

// Generates e-mail addresses that servers often mangle, and recognizes how one was mangled. Pure;
// safe from any thread.

#include <string>

namespace invitro::contract {

/// Returns `plain`, which must contain an @, in another form. Form 0 changes nothing. Forms 1 to
/// kAddressForms (included) each make one change. A larger form combines several changes; the same
/// number always combines the same ones.
std::string Formed(const std::string& plain, int form);

inline constexpr int kAddressForms = 34;

/// Returns the name of a form for people: "capital letters".
const char* NameOfForm(int form);

/// True if the addresses differ only in case, in blanks around them, or in the Unicode composition
/// of letters.
bool SameMailbox(const std::string& given, const std::string& seen);

/// Returns what a server seems to do to an address: "lower-cases it", "cuts it to 64 bytes".
/// Returns "" if the change is not recognized.
std::string HowItChanged(const std::string& given, const std::string& seen);

}  // namespace invitro::contract
