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

/// A value of a choice, as it is written.
struct PolicyWord {
  // Implicit, so that the table reads as a list of words.
  constexpr PolicyWord(const char* word, const char* broken_rule = "")  // NOLINT
      : text(word), breaks(broken_rule) {}

  std::string_view text;
  std::string_view breaks;  // the documented rule that the value departs from; "" if none
};

struct PolicyEntry {
  std::string_view name;
  std::span<const PolicyWord> words;     // a choice: its values; a number: the word for 0
  std::int64_t maximum;                  // a number's largest value, included; 0: not a number
  std::int64_t (*get)(const Policies&);  // a choice's index, or the number
  void (*set)(Policies&, std::int64_t);

  bool is_number() const { return maximum > 0; }
};

/// Every policy, in the order of the struct.
std::span<const PolicyEntry> PolicyTable();

/// The present value of one.
PolicyValue GetPolicy(const PolicyEntry& entry, const Policies& policies);

/// The values that the policy can have, for a person: "reject, clamp, default" or
/// "off, 1 to 1000000".
std::string PossibleValues(const PolicyEntry& entry);

/// One line about a policy: its name, its value in `policies`, and its possible values, each one
/// that departs from the documentation with the rule that it breaks:
/// "unknown_cursor = reject_404    (reject_400 [breaks INV-PAGE-15], reject_404)".
std::string DescribePolicy(const PolicyEntry& entry, const Policies& policies);

/// Sets the policy `name` to `value`; a number may also be given as its digits. The error is one
/// line that lists what would have been possible: for an unknown name the names, for a wrong value
/// the values.
tl::expected<void, std::string> SetPolicy(Policies& policies, std::string_view name,
                                          const PolicyValue& value);

}  // namespace invitro::organization
