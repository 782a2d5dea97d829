#include "mock_server/tenant/id_mint.h"

namespace invitro::tenant {
namespace {

/// One step of the SplitMix64 generator: every bit of the input reaches every bit of the output.
std::uint64_t Mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

std::string_view PrefixText(organization::IdPrefix prefix) {
  switch (prefix) {
    case organization::IdPrefix::kInviteDash:
      return "invite-";
    case organization::IdPrefix::kInviteUnderscore:
      return "invite_";
    case organization::IdPrefix::kInvUnderscore:
      return "inv_";
  }
  return "";
}

void AppendDigits(std::string& text, std::uint64_t value, std::string_view digits, int count) {
  for (int i = 0; i < count; ++i) {
    text += digits[value % digits.size()];
    value /= digits.size();
  }
}

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kHex = "0123456789abcdef";

}  // namespace

IdMint::IdMint(std::uint64_t server_seed, std::string_view owner) : seed_(Mix(server_seed)) {
  for (const char c : owner) seed_ = Mix(seed_ ^ static_cast<unsigned char>(c));
}

std::string IdMint::InviteId(organization::IdPrefix prefix, std::uint64_t sequence,
                             std::uint64_t attempt) const {
  constexpr std::uint64_t kInvites = 1;  // keeps the streams of invites and requests apart
  const std::uint64_t base = Mix(seed_ ^ Mix(sequence * 4 + kInvites)) ^ Mix(attempt);
  std::string id;
  id.reserve(31);
  id += PrefixText(prefix);
  constexpr int kHalf = 10;  // 62^10 < 2^64
  AppendDigits(id, Mix(base), kBase62, kHalf);
  AppendDigits(id, Mix(base + 1), kBase62, kHalf);
  AppendDigits(id, Mix(base + 2), kBase62, 4);
  return id;
}

std::string IdMint::RequestId(std::uint64_t count) const {
  constexpr std::uint64_t kRequests = 2;
  const std::uint64_t base = Mix(seed_ ^ Mix(count * 4 + kRequests));
  std::string id;
  id.reserve(36);
  id += "req_";
  AppendDigits(id, Mix(base), kHex, 16);
  AppendDigits(id, Mix(base + 1), kHex, 16);
  return id;
}

}  // namespace invitro::tenant
