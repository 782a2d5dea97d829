#pragma once

// The ids of the invites that a scenario works with. For one thread.

#include <string>
#include <utility>
#include <vector>

#include "contract_tests/facts/finding.h"

namespace invitro::contract {

/// A list that may be shorter than its scenario needs: invites of a correct target can expire while
/// the scenario runs, or be deleted by their owners. An access beyond its end throws Unverified.
class Ids {
 public:
  Ids() = default;
  Ids(std::vector<std::string> ids) : ids_(std::move(ids)) {}  // NOLINT: a list of ids is one

  const std::string& operator[](std::size_t at) const {
    if (at < ids_.size()) return ids_[at];
    throw Unverified("the scenario needs more invites than the target still has: " +
                     std::to_string(ids_.size()) + " are left");
  }
  const std::string& front() const { return (*this)[0]; }
  const std::string& back() const { return (*this)[ids_.size() - 1]; }

  std::size_t size() const { return ids_.size(); }
  bool empty() const { return ids_.empty(); }
  auto begin() const { return ids_.begin(); }
  auto end() const { return ids_.end(); }

  /// The first `n`. Throws Unverified if there are fewer.
  Ids First(std::size_t n) const {
    if (n > 0) static_cast<void>((*this)[n - 1]);
    return Ids({ids_.begin(), ids_.begin() + static_cast<std::ptrdiff_t>(n)});
  }

  bool operator==(const Ids&) const = default;

 private:
  std::vector<std::string> ids_;
};

}  // namespace invitro::contract
