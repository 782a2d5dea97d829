#pragma once

// Secrets as they may be shown: in logs, errors, journals and reports. Pure; safe from any thread.

#include <string>
#include <string_view>

namespace invitro {

/// The form of `key` that people may see: enough of both ends to recognise one's own key where it
/// is long (16 characters or more), nothing of it otherwise. Rule INV-KEY-06.
inline std::string RedactKey(std::string_view key) {
  constexpr std::size_t kShortestShown = 16;
  if (key.size() < kShortestShown) return "***";
  return std::string(key.substr(0, 3)) + "***" + std::string(key.substr(key.size() - 4));
}

}  // namespace invitro
