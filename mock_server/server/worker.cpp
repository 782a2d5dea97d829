#include "mock_server/server/worker.h"

#include <utility>

namespace invitro::server {

Worker::~Worker() {
  std::deque<Job> dropped;
  std::thread thread;
  {
    const MutexLock lock(mutex_);
    ends_ = true;
    dropped.swap(jobs_);
    thread.swap(thread_);
  }
  changed_.NotifyAll();
  dropped.clear();
  if (thread.joinable()) thread.join();
}

bool Worker::Post(Job job) {
  const MutexLock lock(mutex_);
  if (jobs_.size() >= kMaxWaiting) return false;
  if (!thread_.joinable()) thread_ = std::thread([this] { Run(); });
  jobs_.push_back(std::move(job));
  changed_.NotifyOne();
  return true;
}

void Worker::Run() {
  while (true) {
    Job job;
    {
      const MutexLock lock(mutex_);
      while (jobs_.empty() && !ends_) changed_.Wait(mutex_);
      if (ends_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace invitro::server
