#pragma once

// How fast and how much a paced target is asked: a token bucket for each operation, and a budget of
// requests for all of them. For one thread at a time.

#include <array>
#include <optional>

#include "contract_tests/wire/exchange.h"
#include "contract_tests/wire/time_source.h"

namespace invitro::contract {

struct PaceLimits {
  double per_minute = 6;  // of each operation; more than 0
  int burst = 4;          // 1 or more
  int budget = 150;       // requests in all, clean-up and control plane apart
  int creations = 25;     // invites made in all
};

class Pacer {
 public:
  /// nullopt: full speed, no end.
  Pacer(std::optional<PaceLimits> limits, const TimeSource& time);

  /// When the next request of this operation may be sent: now, or later. Takes its token.
  double Reserve(Operation operation);

  /// Counts a request against the budget; false if it is spent. What is no request of the API, as
  /// those of a control plane, costs nothing.
  bool Spend(Operation operation);

  /// The target said 429: nothing of this operation before `then`, and no burst after it.
  void HoldBack(Operation operation, double then);

  bool paced() const { return limits_.has_value(); }
  int spent() const { return spent_; }
  int left() const { return limits_ ? limits_->budget - spent_ : 1'000'000'000; }
  const std::optional<PaceLimits>& limits() const { return limits_; }

 private:
  struct Bucket {
    double tokens = 0;
    double at = 0;
  };

  std::optional<PaceLimits> limits_;
  const TimeSource& time_;
  std::array<Bucket, 5> buckets_;
  int spent_ = 0;
};

}  // namespace invitro::contract
