#pragma once

// For tests: requests of every kind that the twin's tests know, byte for byte, to be played against
// each engine. For any thread.

#include <string>
#include <string_view>
#include <vector>

namespace invitro {

struct TableRow {
  std::string name;
  std::string bytes;              // what the client sends
  std::string faults = {};        // what /_mock/faults is given before; empty: nothing
  std::string_view limit = {};    // the name of the httplib engine's limit that it meets
  int httplib_status = 400;       // what the httplib engine answers instead
  bool in_some_versions = false;  // of the library: others have no such limit
  bool has_body = true;           // of the answer; false for HEAD
};

/// The invites that an organization has before each row.
inline constexpr std::string_view kTableInvites =
    R"({"invites":[{"id":"invite-a","email":"a@example.com","status":"accepted"},)"
    R"({"id":"invite-b","email":"b@example.com"}]})";

const std::vector<TableRow>& RequestTable();

}  // namespace invitro
