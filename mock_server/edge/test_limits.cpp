#include "mock_server/edge/test_limits.h"

#include <fstream>

namespace invitro::edge {

std::set<std::string, std::less<>> HttplibLimits(std::string_view test) {
  constexpr std::string_view kRow = "| `";
  std::set<std::string, std::less<>> names;
  std::ifstream file(INVITRO_DOCS "/engines.md");
  bool in_list = false;
  for (std::string line; std::getline(file, line);) {
    in_list = in_list || line.starts_with("| limit |");
    if (!in_list || !line.starts_with(kRow) || line.find(test) == std::string::npos) continue;
    names.insert(line.substr(kRow.size(), line.find('`', kRow.size()) - kRow.size()));
  }
  return names;
}

}  // namespace invitro::edge
