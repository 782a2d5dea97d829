#pragma once

// What an organization was asked and what it answered, the newest kCapacity of them: a test reads
// here what its program really sent. Keys never enter it. Safe from any thread: it has a lock of
// its own, so that a reader of the journal never holds up the organization.

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "mock_server/organization/invite.h"

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

struct JournalEntry {
  std::uint64_t number =
      0;  // 1 for the first since the start or the last Clear; the journal sets it
  organization::UnixSeconds at = 0;  // on the organization's clock
  std::string operation;             // "create", ... or "" where the request named none
  std::string method;
  std::string target;  // as sent
  ClippedText body;
  int status = 0;
  std::string request_id;
  ClippedText answer;
};

struct JournalView {
  std::vector<JournalEntry> entries;  // oldest first
  std::uint64_t forgotten = 0;        // how many older ones there were
};

class Journal {
 public:
  static constexpr std::size_t kCapacity = 1000;

  void Add(JournalEntry entry);
  JournalView Read() const;
  void Clear();

 private:
  mutable std::mutex mutex_;
  std::deque<JournalEntry> entries_;
  std::uint64_t forgotten_ = 0;
};

}  // namespace invitro::tenant
