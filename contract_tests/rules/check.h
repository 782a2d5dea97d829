#pragma once

// A check: one scenario that shows whether a target keeps one rule. Rules are pure scenarios: they
// speak to a Stage and know nothing of servers, tests or reports.

#include <functional>
#include <string>
#include <vector>

#include "contract_tests/model/stage.h"

namespace invitro::contract {

/// What a check needs of its target; where that is missing it is skipped, aloud.
struct Needs {
  bool accept = false;
  bool expire = false;
  bool clock = false;
  bool exclusive = false;
  bool unpaced = false;  // more requests or invites than a paced run may make
  bool fast = false;     // sends too many requests for a slow target
  bool other_organization = false;
  bool read_only_key = false;
  bool write_only_key = false;
};

struct Check {
  std::string rule;  // "INV-PAGE-02"
  std::string name;  // "SizesUpTo100", a C++ identifier
  Needs needs;
  std::function<void(Stage&)> play;
  bool frugal = false;  // sends few requests, and creates no invite if one exists
};

inline constexpr bool kFrugal = true;

/// Every check. The frugal ones come first, so that a limited run that has made all its invites
/// has played them.
const std::vector<Check>& Catalogue();

/// The reason why a check cannot be made there; "" if it can.
std::string Missing(const Needs& needs, const Capabilities& can);

/// Calls `act`, and reports any rule that it finds broken as `rule`, with `expected`. INV-CREATE-14
/// keeps its name for a target that may be late.
void BlameOn(Stage& stage, const std::string& rule, const std::string& expected,
             const std::function<void()>& act);

/// Calls `act`, which is refused. Afterwards the invite `id` and the list must be as the model has
/// them; what is not breaks `rule`. What was wrong before breaks a rule of its own. `refused` names
/// the act: "a duplicate".
void MustChangeNothing(Stage& stage, const std::string& rule, const std::string& refused,
                       const std::string& id, const std::function<void()>& act);

std::vector<Check> ShapeChecks();
std::vector<Check> CreateChecks();
std::vector<Check> RefusalChecks();
std::vector<Check> PageChecks();
std::vector<Check> WalkChecks();
std::vector<Check> DeletionChecks();
std::vector<Check> LifeChecks();
std::vector<Check> KeyChecks();
std::vector<Check> OpenChecks();
std::vector<Check> AddressChecks();
std::vector<Check> ProjectChecks();
std::vector<Check> IdChecks();
std::vector<Check> HeaderChecks();
std::vector<Check> SizeChecks();
std::vector<Check> CacheChecks();

}  // namespace invitro::contract
