#pragma once

// What can go wrong when the API is asked, as values. Plain data, safe to copy and keep; no key
// ever enters one.

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

namespace invitro {

/// No whole answer came back.
struct TransportError {
  enum class Kind {
    kBadUrl,         // the base URL cannot be used
    kCannotConnect,  // nobody listens there, the name is unknown, or the proxy refuses
    kTls,            // the other side cannot prove who it is
    kTimedOut,       // before the answer was whole
    kLost,           // the connection ended before the answer was whole
    kTooLarge,       // the answer is larger than any of this API
    kUnreadable,     // legal HTTP that the HTTP library cannot read: 103 Early Hints, trailers
  };

  Kind kind = Kind::kLost;
  std::string message;                  // one line
  bool may_have_been_processed = true;  // false: the request cannot have reached the API
};

/// The API refused.
struct ApiError {
  int status = 0;
  std::string type;  // "" where the answer had none, as below
  std::string code;
  std::string param;
  std::string message;  // clipped if the body was neither the API's envelope nor its bare text
  std::string request_id;
  std::string body;  // as it came, at most 64 KiB of it: from what the other fields were read

  /// A 404 to a DELETE that was sent again after a try whose answer was lost: it may have been this
  /// call that deleted the invite.
  bool gone_after_retry = false;
};

/// The answer breaks the contract.
struct ProtocolError {
  std::string message;  // one line: which field, what is wrong with it
  std::string excerpt;  // of the answer, clipped
  std::string request_id;
};

using Error = std::variant<TransportError, ApiError, ProtocolError>;

template <class T>
using Result = tl::expected<T, Error>;

/// One line for a person. Bytes that a terminal would act upon are replaced.
std::string Describe(const Error& error);

/// Text from the other side as a person may be shown it: no control characters, no more than `most`
/// bytes.
std::string Printable(std::string_view text, std::size_t most = 2000);

}  // namespace invitro
