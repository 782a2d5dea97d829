#pragma once

// Calls a function if a deadline passes while it is armed: cpp-httplib's time-outs are for each
// read, so that a server that sends a byte now and then would never end. Arm and Disarm are for one
// thread; the function is called from another.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

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
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Clock::time_point> armed_;  // guarded by mutex_
  std::optional<Clock::time_point>
      wake_up_;         // guarded by mutex_: what the thread sleeps for, if for anything
  bool fired_ = false;  // guarded by mutex_
  bool ended_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace invitro
