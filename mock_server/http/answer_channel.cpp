#include "mock_server/http/answer_channel.h"

#include <utility>

namespace invitro::http {

void AnswerChannel::Changed() {
  changed_.NotifyAll();
  if (wake_) wake_();
}

void AnswerChannel::Respond(Response response) {
  const MutexLock lock(mutex_);
  if (begun_ || ended_ || cancelled_) return;
  begun_ = ended_ = progress_.ended = true;
  progress_.head = std::move(response);
  Changed();
}

bool AnswerChannel::Begin(Response head) {
  const MutexLock lock(mutex_);
  if (begun_ || ended_ || left_ || cancelled_) return false;
  begun_ = progress_.is_stream = true;
  progress_.head = std::move(head);
  Changed();
  return true;
}

bool AnswerChannel::Write(std::string_view bytes) {
  const MutexLock lock(mutex_);
  if (!begun_ || ended_ || left_ || cancelled_) return false;
  if (bytes.size() > kMaxWaiting - progress_.bytes.size()) return false;
  progress_.bytes += bytes;
  Changed();
  return true;
}

void AnswerChannel::End() {
  const MutexLock lock(mutex_);
  if (!begun_ || ended_ || cancelled_) return;
  ended_ = progress_.ended = true;
  Changed();
}

void AnswerChannel::Abandon() {
  const MutexLock lock(mutex_);
  if (ended_ || cancelled_) return;
  ended_ = progress_.ended = progress_.abandoned = true;
  Changed();
}

bool AnswerChannel::cancelled() const {
  const MutexLock lock(mutex_);
  return left_ || cancelled_;
}

AnswerChannel::Progress AnswerChannel::Take() {
  const MutexLock lock(mutex_);
  Progress taken = std::move(progress_);
  progress_ = {};
  progress_.ended = ended_;
  return taken;
}

void AnswerChannel::Wait() {
  const MutexLock lock(mutex_);
  while (!Ready()) changed_.Wait(mutex_);
}

bool AnswerChannel::WaitUntil(std::chrono::steady_clock::time_point until) {
  const MutexLock lock(mutex_);
  while (!Ready()) {
    if (!changed_.WaitUntil(mutex_, until)) return Ready();
  }
  return true;
}

void AnswerChannel::ClientLeft() {
  const MutexLock lock(mutex_);
  left_ = true;
}

void AnswerChannel::Cancel() {
  const MutexLock lock(mutex_);
  cancelled_ = true;
  wake_ = nullptr;
  changed_.NotifyAll();
}

}  // namespace invitro::http
