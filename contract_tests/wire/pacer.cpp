#include "contract_tests/wire/pacer.h"

#include <algorithm>

namespace invitro::contract {

Pacer::Pacer(std::optional<PaceLimits> limits, const TimeSource& time)
    : limits_(limits), time_(time) {
  for (Bucket& bucket : buckets_) bucket = {limits ? limits->burst : 0.0, time.Now()};
}

double Pacer::Reserve(Operation operation) {
  const double now = time_.Now();
  if (!limits_ || operation == Operation::kControl) return now;
  Bucket& bucket = buckets_[static_cast<std::size_t>(operation)];
  const double rate = limits_->per_minute / 60;
  const double from = std::max(now, bucket.at);
  if (now > bucket.at) {
    bucket.tokens = std::min<double>(limits_->burst, bucket.tokens + (now - bucket.at) * rate);
  }
  const double wait = bucket.tokens >= 1 ? 0 : (1 - bucket.tokens) / rate;
  bucket.tokens = bucket.tokens + wait * rate - 1;
  bucket.at = from + wait;
  return bucket.at;
}

bool Pacer::Spend(Operation operation) {
  if (operation == Operation::kControl) return true;
  if (limits_ && spent_ >= limits_->budget) return false;
  ++spent_;
  return true;
}

void Pacer::HoldBack(Operation operation, double then) {
  Bucket& bucket = buckets_[static_cast<std::size_t>(operation)];
  bucket.tokens = 0;
  bucket.at = std::max(bucket.at, then);
}

}  // namespace invitro::contract
