#include "mock_server/tenant/journal.h"

#include <utility>

namespace invitro::tenant {

void Journal::Add(JournalEntry entry) {
  JournalEntry oldest;  // freed after the lock is given back
  const std::lock_guard lock(mutex_);
  if (entries_.size() == kCapacity) {
    oldest = std::move(entries_.front());
    entries_.pop_front();
    ++forgotten_;
  }
  entry.number = forgotten_ + entries_.size() + 1;
  entries_.push_back(std::move(entry));
}

JournalView Journal::Read() const {
  const std::lock_guard lock(mutex_);
  return {{entries_.begin(), entries_.end()}, forgotten_};
}

void Journal::Clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  forgotten_ = 0;
}

}  // namespace invitro::tenant
