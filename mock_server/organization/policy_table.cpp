#include "mock_server/organization/policy_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <type_traits>

namespace invitro::organization {
namespace {

template <class T>
struct MemberOf;
template <class T>
struct MemberOf<T Policies::*> {
  using Type = T;
};

template <auto kMember>
constexpr PolicyEntry Row(std::string_view name, std::span<const PolicyWord> words,
                          std::int64_t maximum = 0) {
  using Value = typename MemberOf<decltype(kMember)>::Type;
  return {name, words, maximum,
          [](const Policies& policies) { return static_cast<std::int64_t>(policies.*kMember); },
          [](Policies& policies, std::int64_t value) {
            policies.*kMember = static_cast<Value>(value);
          }};
}

// The words, in the order of the enumerators in policies.h (policy_table_test.cpp checks the
// sizes).
constexpr std::array<PolicyWord, 2> kListOrder{"newest_first", "oldest_first"};
constexpr std::array<PolicyWord, 3> kOutOfRange{"reject", "clamp", "default"};
constexpr std::array<PolicyWord, 2> kMalformedLimit{{"reject", {"default", "INV-PAGE-12"}}};
constexpr std::array<PolicyWord, 2> kEmptyParameter{"as_absent", "reject"};
constexpr std::array<PolicyWord, 3> kRepeatedParameter{"last", "first", "reject"};
constexpr std::array<PolicyWord, 3> kUnknownCursor{
    {{"reject_400", "INV-PAGE-15"}, "reject_404", {"empty_page", "INV-PAGE-10"}}};
constexpr std::array<PolicyWord, 2> kDeletedCursor{"keyset", "as_unknown"};
constexpr std::array<PolicyWord, 3> kDuplicate{
    {"reject_400", {"reject_409", "INV-CREATE-18"}, {"allow", "INV-CREATE-08"}}};
constexpr std::array<PolicyWord, 2> kEmailCase{"ignored", "distinct"};
constexpr std::array<PolicyWord, 2> kEmailSyntax{"none", "plain"};
constexpr std::array<PolicyWord, 4> kDeleteAcceptedStatus{
    {"400", {"403", "INV-DELETE-08"}, {"409", "INV-DELETE-08"}, {"422", "INV-DELETE-08"}}};
constexpr std::array<PolicyWord, 2> kDeleteAcceptedCode{"none", "invite_already_accepted"};
constexpr std::array<PolicyWord, 2> kDeleteExpired{"allow", "refuse"};
constexpr std::array<PolicyWord, 2> kExpiry{"at_once", "one_hour_late"};
constexpr std::array<PolicyWord, 2> kOmittedProjects{"default_project", "empty"};
constexpr std::array<PolicyWord, 2> kNullProjects{"as_omitted", "reject"};
constexpr std::array<PolicyWord, 2> kUnknownFields{"ignore", "reject"};
constexpr std::array<PolicyWord, 2> kOptionalFields{"null", "absent"};
constexpr std::array<PolicyWord, 3> kDialect{"both", "created_at", "invited_at"};
constexpr std::array<PolicyWord, 1> kNever{"never"};
constexpr std::array<PolicyWord, 3> kIdPrefix{"invite-", "invite_", "inv_"};
constexpr std::array<PolicyWord, 2> kWrongScope{{{"401", "INV-KEY-08"}, "403"}};
constexpr std::array<PolicyWord, 1> kOff{"off"};
constexpr std::array<PolicyWord, 2> kRetryAfter{"absent", "present"};
constexpr std::array<PolicyWord, 2> kCreatedStatus{"200", "201"};
constexpr std::array<PolicyWord, 2> kPermissionErrorForm{"text", "envelope"};

constexpr std::int64_t kTenYears = std::int64_t{10} * 366 * 24 * 60 * 60;
constexpr std::int64_t kFastestRate = 1'000'000;

constexpr std::array kTable{
    Row<&Policies::list_order>("list_order", kListOrder),
    Row<&Policies::limit_below_range>("limit_below_range", kOutOfRange),
    Row<&Policies::limit_above_range>("limit_above_range", kOutOfRange),
    Row<&Policies::malformed_limit>("malformed_limit", kMalformedLimit),
    Row<&Policies::empty_limit>("empty_limit", kEmptyParameter),
    Row<&Policies::empty_after>("empty_after", kEmptyParameter),
    Row<&Policies::repeated_parameter>("repeated_parameter", kRepeatedParameter),
    Row<&Policies::unknown_cursor>("unknown_cursor", kUnknownCursor),
    Row<&Policies::deleted_cursor>("deleted_cursor", kDeletedCursor),
    Row<&Policies::created_status>("created_status", kCreatedStatus),
    Row<&Policies::duplicate_pending>("duplicate_pending", kDuplicate),
    Row<&Policies::duplicate_accepted>("duplicate_accepted", kDuplicate),
    Row<&Policies::email_case>("email_case", kEmailCase),
    Row<&Policies::email_syntax>("email_syntax", kEmailSyntax),
    Row<&Policies::delete_accepted_status>("delete_accepted_status", kDeleteAcceptedStatus),
    Row<&Policies::delete_accepted_code>("delete_accepted_code", kDeleteAcceptedCode),
    Row<&Policies::delete_expired>("delete_expired", kDeleteExpired),
    Row<&Policies::expiry>("expiry", kExpiry),
    Row<&Policies::omitted_projects>("omitted_projects", kOmittedProjects),
    Row<&Policies::null_projects>("null_projects", kNullProjects),
    Row<&Policies::unknown_fields>("unknown_fields", kUnknownFields),
    Row<&Policies::optional_fields>("optional_fields", kOptionalFields),
    Row<&Policies::dialect>("dialect", kDialect),
    Row<&Policies::time_to_live_seconds>("time_to_live_seconds", kNever, kTenYears),
    Row<&Policies::id_prefix>("id_prefix", kIdPrefix),
    Row<&Policies::wrong_scope>("wrong_scope", kWrongScope),
    Row<&Policies::permission_error_form>("permission_error_form", kPermissionErrorForm),
    Row<&Policies::rate_limit_per_minute>("rate_limit_per_minute", kOff, kFastestRate),
    Row<&Policies::retry_after>("retry_after", kRetryAfter),
};

std::string Names() {
  std::string names;
  for (const PolicyEntry& entry : kTable) {
    if (!names.empty()) names += ", ";
    names += entry.name;
  }
  return names;
}

std::optional<std::int64_t> ParseNumber(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// What `value` means to `entry`: the number to store, nullopt if the policy has no such value.
std::optional<std::int64_t> Meaning(const PolicyEntry& entry, const PolicyValue& value) {
  std::optional<std::int64_t> number;
  std::string digits;
  std::string_view word;
  if (const auto* given = std::get_if<std::int64_t>(&value)) {
    number = *given;
    digits = std::to_string(*given);  // a status is a word of digits: 409 may be given as a number
    word = digits;
  } else {
    word = std::get<std::string_view>(value);
    number = ParseNumber(word);
  }
  const auto found = std::ranges::find(entry.words, word, &PolicyWord::text);
  if (found != entry.words.end()) return found - entry.words.begin();
  if (entry.is_number() && number && *number >= 1 && *number <= entry.maximum) return number;
  return std::nullopt;
}

std::string Values(const PolicyEntry& entry, bool with_departures) {
  std::string values;
  for (const PolicyWord& word : entry.words) {
    if (!values.empty()) values += ", ";
    values += word.text;
    if (with_departures && !word.breaks.empty()) {
      values += " [breaks " + std::string(word.breaks) + "]";
    }
  }
  if (entry.is_number()) values += ", 1 to " + std::to_string(entry.maximum);
  return values;
}

}  // namespace

std::span<const PolicyEntry> PolicyTable() { return kTable; }

PolicyValue GetPolicy(const PolicyEntry& entry, const Policies& policies) {
  const std::int64_t stored = entry.get(policies);
  if (entry.is_number() && stored != 0) return stored;
  return entry.words[static_cast<std::size_t>(stored)].text;
}

std::string PossibleValues(const PolicyEntry& entry) { return Values(entry, false); }

std::string DescribePolicy(const PolicyEntry& entry, const Policies& policies) {
  std::string line = std::string(entry.name) + " = ";
  std::visit(
      [&line](const auto& value) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::int64_t>) {
          line += std::to_string(value);
        } else {
          line += value;
        }
      },
      GetPolicy(entry, policies));
  return line + "    (" + Values(entry, true) + ")";
}

tl::expected<void, std::string> SetPolicy(Policies& policies, std::string_view name,
                                          const PolicyValue& value) {
  const auto entry = std::ranges::find(kTable, name, &PolicyEntry::name);
  if (entry == kTable.end()) {
    return tl::unexpected("unknown policy '" + std::string(name) + "'; there are: " + Names());
  }
  const std::optional<std::int64_t> meaning = Meaning(*entry, value);
  if (!meaning) {
    const auto* number = std::get_if<std::int64_t>(&value);
    const std::string given =
        number ? std::to_string(*number) : std::string(std::get<std::string_view>(value));
    return tl::unexpected("policy '" + std::string(name) + "' cannot be '" + given +
                          "'; it can be: " + PossibleValues(*entry));
  }
  entry->set(policies, *meaning);
  return {};
}

}  // namespace invitro::organization
