#include "client/deadline_guard.h"

#include <utility>

namespace invitro {

DeadlineGuard::DeadlineGuard(std::function<void()> on_deadline)
    : on_deadline_(std::move(on_deadline)), thread_([this] { Run(); }) {}

DeadlineGuard::~DeadlineGuard() {
  {
    const MutexLock lock(mutex_);
    ended_ = true;
  }
  changed_.NotifyOne();
  thread_.join();
}

void DeadlineGuard::Arm(Clock::time_point deadline) {
  const MutexLock lock(mutex_);
  armed_ = deadline;
  fired_ = false;
  // A thread that wakes up earlier anyway looks again then: most requests wake nobody.
  if (!wake_up_ || *wake_up_ > deadline) changed_.NotifyOne();
}

bool DeadlineGuard::Disarm() {
  const MutexLock lock(mutex_);
  armed_.reset();
  return fired_;
}

void DeadlineGuard::Run() {
  const MutexLock lock(mutex_);
  while (!ended_) {
    wake_up_ = armed_;
    if (!wake_up_) {
      changed_.Wait(mutex_);
    } else if (Clock::now() < *wake_up_) {
      changed_.WaitUntil(mutex_, *wake_up_);
    } else {
      on_deadline_();  // under the lock, so that Disarm waits for its end
      fired_ = true;
      armed_.reset();
    }
  }
}

}  // namespace invitro
