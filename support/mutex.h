#pragma once

// Locks for any thread that clang's -Wthread-safety understands: what GUARDED_BY(mutex_) marks can
// only be reached while mutex_ is held, or the build with clang fails. The standard library's own
// locks carry no such marks. Other compilers see plain locks.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>

#if defined(__clang__)
#define INVITRO_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define INVITRO_THREAD_ANNOTATION(x)
#endif

/// The marked variable is reached only while that mutex is held.
#define GUARDED_BY(mutex) INVITRO_THREAD_ANNOTATION(guarded_by(mutex))
/// The same for what the marked pointer points to.
#define PT_GUARDED_BY(mutex) INVITRO_THREAD_ANNOTATION(pt_guarded_by(mutex))
/// The marked function is called only while that mutex is held.
#define REQUIRES_LOCK(mutex) INVITRO_THREAD_ANNOTATION(requires_capability(mutex))

namespace invitro {

class INVITRO_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void lock() INVITRO_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void unlock() INVITRO_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class Condition;
  std::mutex mutex_;
};

/// Holds a Mutex for the length of its life.
class INVITRO_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) INVITRO_THREAD_ANNOTATION(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() INVITRO_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

/// A condition that threads wait for under a Mutex. Callers test their condition in a loop: a wait
/// may end without a notification.
class Condition {
 public:
  void Wait(Mutex& mutex) INVITRO_THREAD_ANNOTATION(requires_capability(mutex)) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();  // the caller still holds the mutex
  }
  /// False if `until` came first.
  bool WaitUntil(Mutex& mutex, std::chrono::steady_clock::time_point until)
      INVITRO_THREAD_ANNOTATION(requires_capability(mutex)) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const std::cv_status status = condition_.wait_until(lock, until);
    lock.release();  // the caller still holds the mutex
    return status == std::cv_status::no_timeout;
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

/// A mutex that many readers may hold at once, or one writer.
class INVITRO_THREAD_ANNOTATION(capability("mutex")) SharedMutex {
 public:
  void lock() INVITRO_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void unlock() INVITRO_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
  void lock_shared() INVITRO_THREAD_ANNOTATION(acquire_shared_capability()) {
    mutex_.lock_shared();
  }
  void unlock_shared() INVITRO_THREAD_ANNOTATION(release_shared_capability()) {
    mutex_.unlock_shared();
  }

 private:
  std::shared_mutex mutex_;
};

/// Holds a SharedMutex for writing.
class INVITRO_THREAD_ANNOTATION(scoped_lockable) WriterLock {
 public:
  explicit WriterLock(SharedMutex& mutex) INVITRO_THREAD_ANNOTATION(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.lock();
  }
  ~WriterLock() INVITRO_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  SharedMutex& mutex_;
};

/// Holds a SharedMutex for reading.
class INVITRO_THREAD_ANNOTATION(scoped_lockable) ReaderLock {
 public:
  explicit ReaderLock(SharedMutex& mutex)
      INVITRO_THREAD_ANNOTATION(acquire_shared_capability(mutex))
      : mutex_(mutex) {
    mutex_.lock_shared();
  }
  ~ReaderLock() INVITRO_THREAD_ANNOTATION(release_generic_capability()) { mutex_.unlock_shared(); }
  ReaderLock(const ReaderLock&) = delete;
  ReaderLock& operator=(const ReaderLock&) = delete;

 private:
  SharedMutex& mutex_;
};

}  // namespace invitro
