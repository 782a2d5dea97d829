#include "mock_server/api/list_parameters.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace invitro::api {
namespace {

using organization::OutOfRange;
using organization::Policies;
using organization::RepeatedParameter;

template <class T>
using Judged = tl::expected<T, Error>;

/// The parameter's one value: nullopt if it is not there, or empty where that means the same.
Judged<std::optional<std::string>> Value(const Query& query, std::string_view name,
                                         organization::EmptyParameter when_empty,
                                         RepeatedParameter when_repeated) {
  std::optional<std::string> value;
  bool repeated = false;
  for (const auto& [given, text] : query) {
    if (given != name) continue;
    repeated = value.has_value();
    if (!repeated || when_repeated == RepeatedParameter::kLast) value = text;
  }
  if (repeated && when_repeated == RepeatedParameter::kReject) {
    return tl::unexpected(Error{.message = "Duplicate parameter: '" + std::string(name) + "'.",
                                .param = std::string(name),
                                .code = "duplicate_parameter"});
  }
  if (value && value->empty()) {
    if (when_empty == organization::EmptyParameter::kAsAbsent) return std::nullopt;
    return tl::unexpected(Error{.message = "Invalid '" + std::string(name) + "': empty string.",
                                .param = std::string(name),
                                .code = "empty_string"});
  }
  return value;
}

Error OutOfRangeError(bool below, const std::string& got) {
  const std::string bound =
      below ? ">= " + std::to_string(kLeastLimit) : "<= " + std::to_string(kMostLimit);
  return {.message = std::string("Invalid 'limit': integer ") +
                     (below ? "below minimum" : "above maximum") + " value. Expected a value " +
                     bound + ", but got " + got.substr(0, 100) + " instead.",
          .param = "limit",
          .code = below ? "integer_below_min_value" : "integer_above_max_value"};
}

Judged<std::size_t> Outside(bool below, const std::string& text, OutOfRange policy) {
  switch (policy) {
    case OutOfRange::kReject:
      return tl::unexpected(OutOfRangeError(below, text));
    case OutOfRange::kClamp:
      return below ? kLeastLimit : kMostLimit;
    case OutOfRange::kDefault:
      return kDefaultLimit;
  }
  return kDefaultLimit;
}

Judged<std::size_t> Limit(const std::string& text, const Policies& policies) {
  const bool negative = text.starts_with('-');
  const std::string_view digits = std::string_view(text).substr(negative ? 1 : 0);
  const bool whole =
      !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!whole) {
    if (policies.malformed_limit == organization::MalformedLimit::kDefault) return kDefaultLimit;
    return tl::unexpected(WrongType("limit", "an integer", Quoted(text)));
  }
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), limit);
  static_cast<void>(end);
  const bool huge = error != std::errc{};  // only digits: too many of them
  if (negative || (!huge && limit < kLeastLimit)) {
    return Outside(true, text, policies.limit_below_range);
  }
  if (huge || limit > kMostLimit) return Outside(false, text, policies.limit_above_range);
  return limit;
}

}  // namespace

Judged<ListParameters> JudgeListParameters(const Query& query, const Policies& policies) {
  ListParameters parameters;
  const auto limit = Value(query, "limit", policies.empty_limit, policies.repeated_parameter);
  if (!limit) return tl::unexpected(limit.error());
  if (*limit) {
    const auto judged = Limit(**limit, policies);
    if (!judged) return tl::unexpected(judged.error());
    parameters.limit = *judged;
  }
  auto after = Value(query, "after", policies.empty_after, policies.repeated_parameter);
  if (!after) return tl::unexpected(after.error());
  parameters.after = *std::move(after);
  return parameters;
}

}  // namespace invitro::api
