#pragma once

// Calls a function if a deadline passes while it is armed: cpp-httplib's time-outs are for each
// read, so that a server that sends a byte now and then would never end. Arm and Disarm are for one
// thread; the function is called from another.

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "support/mutex.h"

namespace invitro {

class DeadlineGuard {
 public:
  using Clock = std::chrono::steady_clock;

  explicit DeadlineGuard(std::function<void()> on_deadline);
  ~DeadlineGuard();
  DeadlineGuard(const DeadlineGuard&) = delete;
  DeadlineGuard& operator=(const DeadlineGuard&) = delete;

  void Arm(Clock::time_point deadline);

  /// After this the function is not running, and will not be called. True if it was called since
  /// Arm.
  bool Disarm();

 private:
  void Run();

  const std::function<void()> on_deadline_;
  Mutex mutex_;
  Condition changed_;
  std::optional<Clock::time_point> armed_ GUARDED_BY(mutex_);
  std::optional<Clock::time_point> wake_up_
      GUARDED_BY(mutex_);  // nullopt: Run waits without a limit
  bool fired_ GUARDED_BY(mutex_) = false;
  bool ended_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace invitro
