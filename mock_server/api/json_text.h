#pragma once

// JSON written as text. Values that the twin writes most are put together by hand (json_text,
// invite_codec): a document tree costs a page of 100 invites more than half a millisecond. Pure;
// safe from any thread.

#include <string>
#include <string_view>

namespace invitro::api {

/// Appends `text` as a JSON string, quotes included; bytes that are not UTF-8 become U+FFFD.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace invitro::api
