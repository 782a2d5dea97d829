#pragma once

// What a response's status and fields mean to the model. Pure.

#include <string>

#include "contract_tests/model/model.h"
#include "contract_tests/wire/exchange.h"

namespace invitro::contract {

/// Success of a retrieval, a list or a deletion, as documented.
inline bool Succeeded(const Exchange& answer) { return answer.status == 200; }

/// Success of a creation, as documented (INV-CREATE-01).
inline bool Created(const Exchange& answer) { return answer.status == 200 || answer.status == 201; }

/// Success of a control plane's call.
inline bool Obeyed(const Exchange& answer) { return answer.status / 100 == 2; }

/// Any 4xx.
inline bool Refused(const Exchange& answer) { return answer.status >= 400 && answer.status < 500; }

/// True if the response says that there is no invite `id`: 404, and where the id could not be one
/// (`could_be` is false) also 400, or 414 if it is long.
inline bool IsNotFound(const Exchange& answer, const std::string& id, bool could_be) {
  constexpr std::size_t kLong = 255;
  if (answer.status == 404) return true;
  return !could_be && (answer.status == 400 || (answer.status == 414 && id.size() > kLong));
}

inline State StateOf(const std::string& status, State otherwise) {
  if (status == "pending") return State::kPending;
  if (status == "accepted") return State::kAccepted;
  if (status == "expired") return State::kExpired;
  return otherwise;
}

}  // namespace invitro::contract
