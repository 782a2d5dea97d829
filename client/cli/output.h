#pragma once

// How invites are shown: a table for people, JSON for scripts. Bytes from the server that a
// terminal would act upon are replaced. For one thread.

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "invitro/invite.h"

namespace invitro::cli {

/// "2024-03-26T16:51:11Z"; "-" for none.
std::string FormatTime(std::optional<UnixSeconds> time);

/// A table with its columns aligned by characters. `with_head` prints their names first.
void PrintTable(std::ostream& out, const std::vector<Invite>& invites, bool with_head);

/// One invite, a field a line.
void PrintInvite(std::ostream& out, const Invite& invite);

}  // namespace invitro::cli
