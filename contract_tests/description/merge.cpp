#include "contract_tests/description/merge.h"

#include <algorithm>
#include <iterator>

namespace invitro::description {
namespace {

using Texts = std::set<std::string>;

Texts Common(const Texts& some, const Texts& others) {
  Texts common;
  std::ranges::set_intersection(some, others, std::inserter(common, common.end()));
  return common;
}

/// The types that both allow. Every integer is a number. Types that exclude each other, which no
/// value could have, leave those of the first.
Texts MeetTypes(const Texts& some, const Texts& others) {
  if (some.empty()) return others;
  if (others.empty()) return some;
  Texts both = Common(some, others);
  const auto narrows = [&both](const Texts& wide, const Texts& narrow) {
    if (wide.contains("number") && narrow.contains("integer")) both.insert("integer");
  };
  narrows(some, others);
  narrows(others, some);
  return both.empty() ? some : both;
}

void MeetField(Field& field, const Field& more) {
  field.types = MeetTypes(field.types, more.types);
  if (field.values && more.values) {
    field.values = Common(*field.values, *more.values);
  } else if (more.values) {
    field.values = more.values;
  }
  field.required = field.required || more.required;
  field.documented = field.documented && more.documented;
  if (!field.default_value) field.default_value = more.default_value;
  if (field.rule.empty()) field.rule = more.rule;
}

/// The values to which a branch restricts a field, if it does. A null type allows one value.
std::optional<Texts> ValuesOf(const Field& field) {
  if (!field.values && field.types == Texts{"null"}) return Texts{"null"};
  return field.values;
}

void UniteField(Field& field, const Field& other) {
  const auto some = ValuesOf(field);
  const auto others = ValuesOf(other);
  field.values = some && others ? some : std::nullopt;
  if (field.values) field.values->insert(others->begin(), others->end());
  if (field.types.empty() || other.types.empty()) {
    field.types.clear();  // one of them allows every type
  } else {
    field.types.insert(other.types.begin(), other.types.end());
  }
  field.required = field.required && other.required;
  field.documented = field.documented || other.documented;
  if (!field.default_value) field.default_value = other.default_value;
  if (field.rule.empty()) field.rule = other.rule;
}

/// True if a value to which the branch applies may have the object or array that contains `path`,
/// and leave `path` out.
bool AllowsAbsence(const Fields& branch, const std::string& path) {
  const std::string parent = ParentIn(branch, path);
  const bool is_item = path.compare(parent.size(), 1, "[") == 0;
  const Texts& types = branch.at(parent).types;
  return types.empty() || types.contains(is_item ? "array" : "object");
}

}  // namespace

void MeetFields(Fields& fields, const Fields& more) {
  for (const auto& [path, field] : more) {
    const auto [at, is_new] = fields.try_emplace(path, field);
    if (!is_new) MeetField(at->second, field);
  }
}

Fields UniteFields(const std::vector<Fields>& branches) {
  if (branches.empty()) return {{"", {}}};
  Fields united;
  for (const Fields& branch : branches) {
    for (const auto& [path, field] : branch) {
      const auto [at, is_new] = united.try_emplace(path, field);
      if (!is_new) UniteField(at->second, field);
    }
  }
  for (auto& [path, field] : united) {
    const auto allows_absence = [&at = path](const Fields& branch) {
      return !branch.contains(at) && AllowsAbsence(branch, at);
    };
    if (std::ranges::any_of(branches, allows_absence)) field.required = false;
  }
  return united;
}

}  // namespace invitro::description
