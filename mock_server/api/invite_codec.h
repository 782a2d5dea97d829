#pragma once

// The API's answers as JSON text. Pure; safe from any thread.

#include <string>
#include <string_view>

#include "mock_server/organization/organization.h"

namespace invitro::api {

std::string_view RoleText(organization::Role role);
std::string_view ProjectRoleText(organization::ProjectRole role);
std::string_view StatusText(organization::Status status);

/// An Invite object as `status`, in the dialect of the policies; its fields stand in the order of
/// the recorded live answer. Rules INV-SHAPE-01, -02.
std::string EncodeInvite(const organization::Invite& invite, organization::Status status,
                         const organization::Policies& policies);

/// What ends a list whose `{"object":"list","data":[…]` stands: the ids of its ends and whether
/// there is more. Rule INV-SHAPE-03.
void AppendListEnd(std::string& out, const organization::Page& page,
                   const organization::Policies& policies);

/// Rule INV-SHAPE-04.
std::string EncodeDeletion(std::string_view id);

}  // namespace invitro::api
