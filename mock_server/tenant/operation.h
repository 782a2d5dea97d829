#pragma once

// The API's four operations, by the names of OpenAI's description of them.

#include <cstddef>
#include <string_view>

namespace invitro::tenant {

enum class Operation { kCreate, kList, kRetrieve, kDelete };
inline constexpr std::size_t kOperationCount = 4;

constexpr std::string_view OperationName(Operation operation) {
  switch (operation) {
    case Operation::kCreate:
      return "create";
    case Operation::kList:
      return "list";
    case Operation::kRetrieve:
      return "retrieve";
    case Operation::kDelete:
      return "delete";
  }
  return "";
}

}  // namespace invitro::tenant
