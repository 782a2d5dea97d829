#include "mock_server/http/message.h"

#include <algorithm>

namespace invitro::http {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool SameName(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return Lower(x) == Lower(y); });
}

}  // namespace

std::optional<std::string_view> Request::Header(std::string_view name) const {
  for (const HeaderView& header : headers) {
    if (SameName(header.name, name)) return header.value;
  }
  return std::nullopt;
}

}  // namespace invitro::http
