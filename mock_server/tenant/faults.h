#pragma once

// Scripted faults: what goes wrong with which request, and how often it did. Plain data with its
// matching; guarded by the tenant's lock like all of its state.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mock_server/tenant/operation.h"

namespace invitro::tenant {

struct Fault {
  // Which requests.
  std::optional<Operation> operation;  // nullopt: any of the four
  std::int64_t skip = 0;               // so many matching ones go well first
  std::optional<std::int64_t> times;   // then so many are met; nullopt: all that follow

  // What happens to them.
  bool commit = true;         // the request takes effect, whatever is answered
  std::optional<int> status;  // the answer's, with the error envelope or `body`
  std::optional<std::string> body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::int64_t delay_ms = 0;                    // before the first byte of the answer
  std::int64_t body_pause_ms = 0;               // in the middle of its body
  std::optional<std::int64_t> cut_after_bytes;  // of the body; then the connection ends
  std::int64_t content_length_error = 0;        // added to the true length
  bool reset = false;                           // no answer: the connection is reset

  // How often.
  std::int64_t seen = 0;  // matching requests
  std::int64_t met = 0;   // of those that it happened to
};

class Faults {
 public:
  void Replace(std::vector<Fault> faults) { faults_ = std::move(faults); }
  const std::vector<Fault>& all() const { return faults_; }

  /// The fault that a request of this operation meets, counted as met; nullopt: none. The first one
  /// that matches is it.
  std::optional<Fault> Meet(Operation operation);

 private:
  std::vector<Fault> faults_;
};

}  // namespace invitro::tenant
