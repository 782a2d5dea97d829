#pragma once

// The body of a create: read before the organization is locked, judged under its policies. Safe
// from any thread as long as each object is used by one.

#include <memory>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/api/error.h"
#include "mock_server/organization/organization.h"

namespace invitro::api {

class CreateBody {
 public:
  explicit CreateBody(std::string_view text);
  ~CreateBody();
  CreateBody(const CreateBody&) = delete;
  CreateBody& operator=(const CreateBody&) = delete;

  /// The wish it holds, or what is wrong with it: not JSON, not an object, a field missing, of the
  /// wrong type or outside its enumeration. Rules INV-CREATE-09 to -13.
  tl::expected<organization::NewInvite, Error> Judge(const organization::Policies& policies) const;

 private:
  struct Parsed;
  std::unique_ptr<const Parsed> parsed_;
};

}  // namespace invitro::api
