#include "mock_server/tenant/journal.h"

#include <iterator>
#include <utility>

namespace invitro::tenant {

void Journal::Add(JournalEntry entry) {
  JournalEntry oldest;  // freed after the lock is given back
  const MutexLock lock(mutex_);
  const std::uint64_t ticket = entry.stamp.ticket;
  if (ticket < first_ticket_) return;
  entry.number = ticket - first_ticket_ + 1;
  auto place = entries_.end();  // or a little before it: requests end in about the order they began
  while (place != entries_.begin() && std::prev(place)->stamp.ticket > ticket) --place;
  entries_.insert(place, std::move(entry));
  if (entries_.size() <= kCapacity) return;
  oldest = std::move(entries_.front());
  entries_.pop_front();
  ++forgotten_;
}

JournalView Journal::Read() const {
  const MutexLock lock(mutex_);
  return {{entries_.begin(), entries_.end()}, forgotten_};
}

void Journal::Clear() {
  std::deque<JournalEntry> cleared;  // freed after the lock is given back
  const MutexLock lock(mutex_);
  cleared.swap(entries_);
  forgotten_ = 0;
  first_ticket_ = next_ticket_;
}

}  // namespace invitro::tenant
