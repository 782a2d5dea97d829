#pragma once

// Seeds as JSON: the body of POST /_mock/seed, and of --seed-file. Pure; safe from any thread.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mock_server/tenant/seed.h"

namespace invitro::control {

class ObjectReader;

/// {"count": n} or {"invites": [ … ]}, where an invite is what the API answers: only `email` is
/// required, `object` is ignored, `invited_at` may stand for `created_at`. The error is one line
/// that names the field.
tl::expected<tenant::SeedPlan, std::string> DecodeSeed(std::string_view text);

/// The fields of one invite; what is wrong is noted in `reader`, which the caller then asks.
tenant::SeedInvite ReadInvite(ObjectReader& reader);

}  // namespace invitro::control
