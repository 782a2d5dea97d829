#pragma once

// The policies by name: what a flag, a profile or the control plane may say, and nothing else.
// Pure; safe from any thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

#include "mock_server/organization/policies.h"

namespace invitro::organization {

/// A policy's value as it is written: a word of its list, or a number where the policy may be one.
using PolicyValue = std::variant<std::string_view, std::int64_t>;

struct PolicyEntry {
  std::string_view name;
  std::span<const std::string_view> words;  // a choice: its values; a number: the word for 0
  std::int64_t maximum;                     // a number's largest value, included; 0: not a number
  std::int64_t (*get)(const Policies&);     // a choice's index, or the number
  void (*set)(Policies&, std::int64_t);

  bool is_number() const { return maximum > 0; }
};

/// Every policy, in the order of the struct.
std::span<const PolicyEntry> PolicyTable();

/// The present value of one.
PolicyValue GetPolicy(const PolicyEntry& entry, const Policies& policies);

/// What the policy may be, for a person: "reject, clamp, default" or "off, 1 to 1000000".
std::string PossibleValues(const PolicyEntry& entry);

/// Sets the policy `name` to `value`; a number may also be given as its digits. The error is one
/// line that lists what would have been possible: for an unknown name the names, for a wrong value
/// the values.
tl::expected<void, std::string> SetPolicy(Policies& policies, std::string_view name,
                                          const PolicyValue& value);

}  // namespace invitro::organization
