#include "contract_tests/description/compare_fields.h"

#include <algorithm>
#include <array>
#include <set>

namespace invitro::description {
namespace {

using Texts = std::set<std::string>;

std::string Join(const Texts& types) {
  std::string line;
  for (const std::string& type : types) line += (line.empty() ? "" : " or ") + type;
  return line.empty() ? "of any type" : line;
}

/// The values of an enum that are new or gone. Without an enum every value is allowed.
void AddValueChanges(const Field& ours, const Field& theirs, std::vector<std::string>& to) {
  if (!ours.values && !theirs.values) return;
  if (!theirs.values) {
    to.emplace_back("may now have any value");
    return;
  }
  if (!ours.values) {
    std::string line = "is now restricted to";
    for (const std::string& value : *theirs.values) line += " " + value;
    return to.push_back(line);
  }
  for (const std::string& value : *theirs.values) {
    if (!ours.values->contains(value)) to.push_back("may now be " + value);
  }
  for (const std::string& value : *ours.values) {
    if (!theirs.values->contains(value)) to.push_back("can no longer be " + value);
  }
}

std::string Subject(const std::string& path) {
  if (path.empty()) return "the body";
  return (path.ends_with("[]") ? "items '" : "field '") + path + "'";
}

bool IsSubset(const Texts& some, const Texts& all) { return std::ranges::includes(all, some); }

/// True if one of the two is an object or an array and the other is not.
bool HasOtherMembers(const Field& ours, const Field& theirs) {
  return std::ranges::any_of(std::array{"object", "array"}, [&](const char* type) {
    return ours.types.contains(type) != theirs.types.contains(type);
  });
}

/// Compares the fields of one body. Both maps are walked in the order of their paths, so that what
/// contains a field comes before it.
class Comparison {
 public:
  Comparison(const FieldsPlace& place, const Fields& ours, const Fields& theirs,
             std::vector<Difference>& to)
      : place_(place), ours_(ours), theirs_(theirs), to_(to) {}

  void Run() {
    for (const auto& [path, field] : ours_) {
      if (!IsSettled(path)) CompareOne(path, field);
    }
    for (const auto& [path, field] : theirs_) {
      if (ours_.contains(path) || IsSettled(path)) continue;
      if (field.documented) Add(ours_.at(ParentIn(ours_, path)).rule, path, "is new");
      Settle(path);
    }
  }

 private:
  void Add(const std::string& rule, const std::string& path, const std::string& change) {
    to_.push_back({rule, place_.where + ": " + Subject(path) + " " + change});
  }

  void Settle(const std::string& path) { settled_.insert(path); }

  /// True if something that contains `path` is settled, so that nothing is to be said below it.
  bool IsSettled(const std::string& path) const {
    if (settled_.contains("") || settled_.contains(path)) return true;
    for (std::size_t end = path.find_first_of(".["); end != std::string::npos;
         end = path.find_first_of(".[", end + 1)) {
      if (settled_.contains(path.substr(0, end))) return true;
    }
    return false;
  }

  void CompareOne(const std::string& path, const Field& ours) {
    const auto found = theirs_.find(path);
    const bool present = found != theirs_.end() && found->second.documented;
    if (!ours.documented || !present) {
      if (ours.documented) Add(ours.rule, path, "is gone");
      if (present) Add(ours.rule, path, "is now documented");
      return Settle(path);
    }
    Field theirs = found->second;
    if (HasOtherMembers(ours, theirs)) Settle(path);
    const bool narrower = !theirs.types.empty() && IsSubset(theirs.types, ours.types);
    if (place_.strictness == Strictness::kMayNarrow && narrower) theirs.types = ours.types;
    for (const std::string& change : FieldChanges(ours, theirs)) Add(ours.rule, path, change);
  }

  const FieldsPlace& place_;
  const Fields& ours_;
  const Fields& theirs_;
  std::vector<Difference>& to_;
  Texts settled_;
};

}  // namespace

void CompareFields(const FieldsPlace& place, const Fields& ours, const Fields& theirs,
                   std::vector<Difference>& to) {
  Comparison(place, ours, theirs, to).Run();
}

std::vector<std::string> FieldChanges(const Field& ours, const Field& theirs) {
  std::vector<std::string> changes;
  if (ours.types != theirs.types) {
    changes.push_back("is now " + Join(theirs.types) + "; it was " + Join(ours.types));
  }
  if (ours.nullable != theirs.nullable) {
    changes.emplace_back(theirs.nullable ? "may now be null" : "can no longer be null");
  }
  if (ours.required != theirs.required) {
    changes.emplace_back(theirs.required ? "is now required" : "is no longer required");
  }
  AddValueChanges(ours, theirs, changes);
  return changes;
}

std::string DefaultChange(const Field& ours, const Field& theirs) {
  if (ours.default_value == theirs.default_value) return "";
  if (!theirs.default_value) return "no longer has the default " + *ours.default_value;
  if (!ours.default_value) return "now has the default " + *theirs.default_value;
  return "now has the default " + *theirs.default_value + "; it was " + *ours.default_value;
}

}  // namespace invitro::description
