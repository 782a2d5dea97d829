#pragma once

// One command of a random scenario, as data: it can be shown, saved, replayed and shrunk. Invites
// are named by tags, which the planner chooses; ids are the target's and known only when it plays.

#include <optional>
#include <string>
#include <vector>

#include "contract_tests/model/capabilities.h"
#include "contract_tests/wire/exchange.h"

namespace invitro::contract {

enum class Do {
  kCreate,
  kCreateBadly,
  kPage,
  kWalk,
  kRetrieve,
  kDelete,
  kAccept,
  kExpire,
  kAdvance
};

struct Step {
  static constexpr int kNobody = -1;    // no invite: the first page; a new address
  static constexpr int kNeverWas = -2;  // an id that was never made
  static constexpr int kOthers = -3;    // an invite of another organization

  Do what = Do::kCreate;
  int tag = kNobody;               // of the invite made, asked for, or stood behind
  int like = kNobody;              // create: whose address it takes again
  int limit = 0;                   // page, walk: 1 to 100, or 0 for none
  bool owner = false;              // create: the role
  int projects = 0;                // create: how many; -1: the field is left out
  int form = 0;                    // create: of the address; see Formed
  int bad = 0;                     // create badly: the place in BadBodies
  int near = kNobody;              // of an id that never was: the invite whose id it resembles
  int miss = 0;                    // … and how; see NearMisses
  bool lifetime = false;           // advance: a whole lifetime, else an hour
  std::vector<Step> between = {};  // walk: one after each page

  bool operator==(const Step&) const = default;
};

std::string ToText(const Step& step);
Json ToJson(const Step& step);

/// nullopt: it is no step.
std::optional<Step> StepFromJson(const Json& json);

/// Whether the target can be driven to do this.
bool Possible(const Step& step, const Capabilities& can);

}  // namespace invitro::contract
