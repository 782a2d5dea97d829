#include "mock_server/organization/email_index.h"

#include <algorithm>
#include <cstdint>

namespace invitro::organization {
namespace {

char Fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

void EmailIndex::Remove(const Invite* invite) {
  const auto [first, last] = invites_.equal_range(invite);
  const auto found = std::find(first, last, invite);
  if (found != last) invites_.erase(found);
}

std::size_t EmailIndex::Hash::operator()(std::string_view email) const {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a: no copy of the folded text is needed
  for (const char c : email) {
    hash ^= static_cast<unsigned char>(Fold(c));
    hash *= 1099511628211ULL;
  }
  return hash;
}

bool EmailIndex::Same::operator()(std::string_view a, std::string_view b) const {
  return std::ranges::equal(a, b, [](char x, char y) { return Fold(x) == Fold(y); });
}

}  // namespace invitro::organization
