#include <algorithm>
#include <nlohmann/json.hpp>

#include "mock_server/api/json_text.h"

namespace invitro::api {

void AppendJsonString(std::string& out, std::string_view text) {
  const bool as_it_is = std::ranges::all_of(
      text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (as_it_is) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace invitro::api
