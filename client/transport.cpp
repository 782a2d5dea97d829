#include "invitro/transport.h"

#include <algorithm>

namespace invitro {

std::string HttpResponse::Header(std::string_view name) const {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  const auto found = std::ranges::find_if(headers, [&](const auto& header) {
    return std::ranges::equal(header.first, name, {}, lower, lower);
  });
  return found == headers.end() ? std::string() : found->second;
}

}  // namespace invitro
