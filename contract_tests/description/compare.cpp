#include "contract_tests/description/compare.h"

#include "contract_tests/description/compare_fields.h"

namespace invitro::description {
namespace {

// An operation that is new to us: until then, these rules have said how it is answered.
constexpr const char* kRuleOfUnknownPaths = "INV-ERR-02";
constexpr const char* kRuleOfOtherMethods = "INV-ERR-03";

template <class Map>
const typename Map::mapped_type* Find(const Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

/// Compares one operation that both descriptions have.
class OperationComparison {
 public:
  OperationComparison(const Operation& ours, const Operation& theirs, std::vector<Difference>& to)
      : ours_(ours), theirs_(theirs), to_(to) {}

  void Run() {
    CompareParameters();
    CompareRequests();
    CompareResponses();
  }

 private:
  void Add(const std::string& rule, const std::string& text) {
    to_.push_back({rule, ours_.name + ": " + text});
  }

  void CompareParameters();
  void CompareRequests();
  void CompareResponses();
  void CompareResponse(const std::string& status, const Response& ours, const Response& theirs);

  const Operation& ours_;
  const Operation& theirs_;
  std::vector<Difference>& to_;
};

void OperationComparison::CompareParameters() {
  for (const auto& [name, ours] : ours_.parameters) {
    const std::string subject = "parameter " + name;
    const Field* const theirs = Find(theirs_.parameters, name);
    const bool present = theirs != nullptr && theirs->documented;
    if (!ours.documented) {
      if (present) Add(ours.rule, subject + " is now documented");
    } else if (!present) {
      Add(ours.rule, subject + " is gone");
    } else {
      for (const std::string& change : FieldChanges(ours, *theirs)) {
        Add(ours.rule, subject + " " + change);
      }
      const std::string change = DefaultChange(ours, *theirs);
      if (!change.empty()) Add(ours.rule, subject + " " + change);
    }
  }
  for (const auto& [name, theirs] : theirs_.parameters) {
    const bool is_new = theirs.documented && !ours_.parameters.contains(name);
    if (is_new) Add(ours_.rule, "parameter " + name + " is new");
  }
}

void OperationComparison::CompareRequests() {
  const auto& ours = ours_.request;
  const auto& theirs = theirs_.request;
  if (!ours && !theirs) return;
  if (!theirs) return Add(ours_.rule, "the request body is gone");
  if (!ours) return Add(ours_.rule, "the request body is new");
  if (ours->required != theirs->required) {
    Add(ours_.rule, theirs->required ? "the request body is now required"
                                     : "the request body is no longer required");
  }
  if (ours->fields && !theirs->fields) Add(ours_.rule, "the request body is no longer JSON");
  if (!ours->fields && theirs->fields) Add(ours_.rule, "the request body is now JSON");
  if (!ours->fields || !theirs->fields) return;
  CompareFields({ours_.name + ": request body", Strictness::kExact}, *ours->fields, *theirs->fields,
                to_);
}

void OperationComparison::CompareResponses() {
  for (const auto& [status, ours] : ours_.responses) {
    const Response* const theirs = Find(theirs_.responses, status);
    const bool present = theirs != nullptr && theirs->documented;
    if (ours.documented && present) {
      CompareResponse(status, ours, *theirs);
    } else if (present) {
      Add(ours.rule, "status " + status + " is now documented");
    } else if (ours.documented) {
      Add(ours.rule, "status " + status + " is gone");
    }
  }
  for (const auto& [status, theirs] : theirs_.responses) {
    const bool is_new = theirs.documented && !ours_.responses.contains(status);
    if (is_new) Add(ours_.rule, "status " + status + " is new");
  }
}

void OperationComparison::CompareResponse(const std::string& status, const Response& ours,
                                          const Response& theirs) {
  const bool is_error = !status.starts_with('2');
  const std::string where = "status " + status;
  if (ours.body && theirs.body) {
    CompareFields(
        {ours_.name + ": " + where, is_error ? Strictness::kMayNarrow : Strictness::kExact},
        *ours.body, *theirs.body, to_);
  } else if (ours.body && !is_error) {
    Add(ours.rule, where + ": the JSON body is gone");
  } else if (theirs.body) {
    Add(ours.rule, where + ": the JSON body is new");
  }
}

bool HasPath(const Description& description, const std::string& path) {
  const auto at = description.operations.lower_bound({path, ""});
  return at != description.operations.end() && at->first.first == path;
}

}  // namespace

std::vector<Difference> Compare(const Description& ours, const Description& theirs) {
  std::vector<Difference> differences;
  for (const auto& [key, operation] : ours.operations) {
    if (const Operation* const other = Find(theirs.operations, key)) {
      OperationComparison(operation, *other, differences).Run();
    } else {
      differences.push_back({operation.rule, operation.name + ": the operation is gone"});
    }
  }
  for (const auto& [key, operation] : theirs.operations) {
    if (ours.operations.contains(key)) continue;
    const char* const rule = HasPath(ours, key.first) ? kRuleOfOtherMethods : kRuleOfUnknownPaths;
    differences.push_back({rule, operation.name + ": the operation is new"});
  }
  return differences;
}

}  // namespace invitro::description
