#pragma once

// Addresses that programs lose letters of, and what became of one. Pure; safe from any thread.

#include <string>

namespace invitro::contract {

/// `plain`, which has an @, written in another form: 0 leaves it as it is, 1 to kAddressForms each
/// do one thing to it, and beyond that some are mixed, the same ones for the same number.
std::string Formed(const std::string& plain, int form);

inline constexpr int kAddressForms = 34;

/// What form 1 to kAddressForms is: "capital letters".
const char* NameOfForm(int form);

/// True if both name one mailbox to a reader: they differ in case, blanks around them or the
/// composition of letters alone.
bool SameMailbox(const std::string& given, const std::string& seen);

/// What a server seems to have done to a text: "lower-cases it", "cuts it to 64 bytes"; "" if
/// that is not clear.
std::string HowItChanged(const std::string& given, const std::string& seen);

}  // namespace invitro::contract
