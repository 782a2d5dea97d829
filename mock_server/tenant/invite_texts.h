#pragma once

// The encoded text of each invite, kept so that a page is joined and not made anew (a page of 100
// costs microseconds instead of half a millisecond). A text is good for one status of its invite;
// whatever else changes the encoding (the policies) clears all of them. Not safe for two threads at
// once.

#include <optional>
#include <string>
#include <vector>

#include "mock_server/organization/invite.h"

namespace invitro::tenant {

class InviteTexts {
 public:
  /// The text of `invite` as `status`; `encode()` makes it where it is not known yet.
  template <class Encode>
  const std::string& Get(const organization::Invite& invite, organization::Status status,
                         Encode encode) {
    // Sequences have no gaps (organization.h), so that a plain vector wastes nothing.
    if (invite.sequence >= entries_.size()) entries_.resize(invite.sequence + 1);
    Entry& entry = entries_[invite.sequence];
    if (entry.text.empty() || entry.status != status) {
      entry.text = encode();
      entry.text.shrink_to_fit();  // a million of them are kept
      entry.status = status;
    }
    return entry.text;
  }

  void Forget(organization::Sequence sequence) {
    if (sequence < entries_.size()) entries_[sequence].text = std::string();
  }
  void Clear() { entries_ = {}; }

 private:
  struct Entry {
    std::string text;  // empty: not known
    organization::Status status = organization::Status::kPending;
  };
  std::vector<Entry> entries_;
};

}  // namespace invitro::tenant
