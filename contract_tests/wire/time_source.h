#pragma once

// Time as the contract spends it: waiting is the only thing it does with it, so that a test can
// scale it. Safe from any thread.

#include <atomic>
#include <chrono>
#include <thread>

namespace invitro::contract {

class TimeSource {
 public:
  using Seconds = std::chrono::duration<double>;

  /// `scale`: how many of its seconds pass in one of the wall's; more than 0.
  explicit TimeSource(double scale = 1) : scale_(scale) {}

  /// Seconds since it was made.
  double Now() const { return Seconds(std::chrono::steady_clock::now() - began_).count() * scale_; }

  /// Waits, in small steps, until it is `then` or `stop` is set.
  void WaitUntil(double then, const std::atomic<bool>& stop) const {
    while (!stop) {
      const double left = (then - Now()) / scale_;
      if (left <= 0) return;
      std::this_thread::sleep_for(Seconds(left < 0.1 ? left : 0.1));
    }
  }

  double scale() const { return scale_; }

 private:
  const double scale_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace invitro::contract
