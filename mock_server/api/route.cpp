#include "mock_server/api/route.h"

#include <span>

namespace invitro::api {

tl::expected<Route, Error> FindRoute(std::string_view method, const http::Target& target) {
  using tenant::Operation;
  std::span<const std::string> path = target.segments;
  if (!path.empty() && path.front() == "v1") path = path.subspan(1);
  const bool invites = path.size() >= 2 && path[0] == "organization" && path[1] == "invites";
  if (invites && path.size() == 2) {
    if (method == "GET") return Route{Operation::kList, {}};
    if (method == "POST") return Route{Operation::kCreate, {}};
    return tl::unexpected(WrongMethod(method, target.path, "GET, POST"));
  }
  if (invites && path.size() == 3 && !path[2].empty()) {
    if (method == "GET") return Route{Operation::kRetrieve, path[2]};
    if (method == "DELETE") return Route{Operation::kDelete, path[2]};
    return tl::unexpected(WrongMethod(method, target.path, "GET, DELETE"));
  }
  return tl::unexpected(UnknownUrl(method, target.path));
}

}  // namespace invitro::api
