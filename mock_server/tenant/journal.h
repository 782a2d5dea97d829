#pragma once

// What an organization was asked and what it answered, the newest kCapacity of them: a test reads
// here what its program really sent. Keys never enter it. Safe from any thread: its lock is not the
// organization's, so that a reader of the journal never holds up the organization.

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "mock_server/organization/invite.h"
#include "support/mutex.h"

namespace invitro::tenant {

/// A body as it is kept: the first kClip bytes, and how many there were.
struct ClippedText {
  static constexpr std::size_t kClip = 2048;

  ClippedText() = default;
  explicit ClippedText(std::string_view whole)
      : text(whole.substr(0, kClip)), bytes(whole.size()) {}

  bool clipped() const { return text.size() < bytes; }

  std::string text;
  std::size_t bytes = 0;
};

/// Where a request stands among the others of its organization.
struct JournalStamp {
  std::uint64_t ticket = 0;          // in the order of the stamps, which is that of the commits
  organization::UnixSeconds at = 0;  // on the organization's clock
};

struct JournalEntry {
  JournalStamp stamp = {};
  std::uint64_t number = 0;    // 1 for the first since the last Clear; the journal sets it
  std::string operation = {};  // "create", ... or "" where the request named none
  std::string method = {};
  std::string target = {};  // as sent
  ClippedText body = {};
  int status = 0;
  std::string request_id = {};
  ClippedText answer = {};
};

struct JournalView {
  std::vector<JournalEntry> entries;  // oldest first
  std::uint64_t forgotten = 0;        // how many older ones there were
};

class Journal {
 public:
  static constexpr std::size_t kCapacity = 1000;

  /// The stamp of a request that takes effect at `now`. To be called under the organization's lock,
  /// with what the request does; waits for nothing.
  JournalStamp Stamp(organization::UnixSeconds now) { return {next_ticket_++, now}; }

  /// Adds a stamped entry at its place; one that was stamped before the last Clear is dropped.
  void Add(JournalEntry entry);
  JournalView Read() const;
  void Clear();

 private:
  mutable Mutex mutex_;
  std::deque<JournalEntry> entries_ GUARDED_BY(mutex_);
  std::uint64_t forgotten_ GUARDED_BY(mutex_) = 0;
  std::uint64_t first_ticket_ GUARDED_BY(mutex_) = 0;  // since the last Clear
  std::atomic<std::uint64_t> next_ticket_ = 0;
};

}  // namespace invitro::tenant
