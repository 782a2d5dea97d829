#pragma once

// The client's own reading and writing of the API's JSON: it shares none with the twin, so that
// neither hides the other's mistakes. Pure; safe from any thread.

#include <string>
#include <string_view>

#include "invitro/error.h"
#include "invitro/invite.h"
#include "invitro/transport.h"

namespace invitro {

std::string EncodeNewInvite(const NewInvite& wish);

/// True if the text is one whole JSON value.
bool IsJson(std::string_view text);

// Of an answer with status 200. The error is a ProtocolError that names the first field that is
// missing, of the wrong type, or not what this answer must have there; unknown fields are ignored.

Result<Invite> DecodeInvite(const HttpResponse& answer);
Result<InvitePage> DecodePage(const HttpResponse& answer);

/// The id of a deletion, which must be that of `id`.
Result<std::string> DecodeDeletion(const HttpResponse& answer, std::string_view id);

/// Of an answer with any other status: the envelope's fields where there is one, the body's
/// beginning where not.
ApiError DecodeError(const HttpResponse& answer);

// What the command line prints for scripts, each one line of JSON as the current dialect writes it.

std::string EncodeInvite(const Invite& invite);
std::string EncodePage(const InvitePage& page);
std::string EncodeDeletion(std::string_view id);

}  // namespace invitro
