#pragma once

// Names the reasons for which a request is refused before a Handler sees it. Plain values.

#include <functional>
#include <string_view>

#include "mock_server/http/message.h"

namespace invitro::http {

/// The reason for which a request did not reach the Handler.
enum class Rejection {
  kMalformed,            // 400: not HTTP/1.0 or 1.1, bad framing, bad encoding of the body
  kHeaderLineTooLong,    // 431
  kTargetTooLong,        // 414
  kTooManyHeaders,       // 431
  kBodyTooLarge,         // 413
  kUnsupportedEncoding,  // 415: a Content-Encoding that is not gzip, deflate or identity
  kTimedOut,             // 408: the request was begun and not finished in time
  kHandlerFailed,        // 500: the Handler threw, or did not answer; nothing of it is told
};

/// Makes the answer to a rejected request. `method` and `target` are empty where they were not
/// readable. Called like a Handler, from several threads; must not throw.
using RejectionHandler =
    std::function<Response(Rejection, std::string_view method, std::string_view target)>;

}  // namespace invitro::http
