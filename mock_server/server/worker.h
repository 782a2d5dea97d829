#pragma once

// A thread for what would take too long on a thread that serves clients. Jobs run one after the
// other, in the order they came. Post may be called from any thread.

#include <cstddef>
#include <deque>
#include <future>
#include <thread>

#include "support/mutex.h"

namespace invitro::server {

class Worker {
 public:
  using Job =
      std::packaged_task<void()>;  // a function that can only be moved; keeps its exceptions
  static constexpr std::size_t kMaxWaiting = 64;

  Worker() = default;
  /// Waits for the job that runs; those that wait are dropped.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// False, and the job is dropped, if kMaxWaiting jobs wait already. The thread starts with the
  /// first job.
  [[nodiscard]] bool Post(Job job);

 private:
  void Run();

  Mutex mutex_;
  Condition changed_;
  std::deque<Job> jobs_ GUARDED_BY(mutex_);
  bool ends_ GUARDED_BY(mutex_) = false;
  std::thread thread_ GUARDED_BY(mutex_);
};

}  // namespace invitro::server
