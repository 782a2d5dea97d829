#pragma once

// What several clients did at once: calls with the times between which each took effect. Plain
// data.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "contract_tests/wire/exchange.h"

namespace invitro::contract {

/// A call to be made: the tags of the invites are their places in the list of those that were made
/// before.
struct RaceCall {
  enum class Kind { kCreate, kDelete, kAccept, kRetrieve, kList };

  Kind kind = Kind::kList;
  int tag = -1;            // delete, accept, retrieve: of the invite; create: of the new one
  int like = -1;           // create: the tag of another creation with the same address
  int limit = 100;         // list: 1 to 100
  int behind = -1;         // list: the tag of the invite used as cursor; -1: no cursor
  bool elsewhere = false;  // delete, retrieve, list: with the key of another organization

  bool operator==(const RaceCall&) const = default;
};

/// What each client does, one call after the other. `in_step`: the next calls of all begin
/// together; else only the first ones do.
struct RacePlan {
  std::vector<std::vector<RaceCall>> clients;
  int invites = 2;  // made before
  bool in_step = true;

  std::size_t size() const;
};

/// A call that was made. Both ends of its time are included.
struct Interval {
  int client = 0;
  RaceCall call;
  std::string email;  // of a creation
  std::int64_t began_ns = 0, ended_ns = 0;
  ExchangePtr exchange;
  bool lost = false;  // its connection ended before the answer, or a gateway answered
};

using History = std::vector<Interval>;

/// Whether the target refused the call by its rate limit. A control plane has none.
bool IsLimited(const Interval& each);

std::string ToText(const RaceCall& call);

/// Clients as rows, time from left to right, and what each call was answered. `ids`: of the invites
/// that were there before, by tag.
std::vector<std::string> Timeline(const History& history, const std::map<int, std::string>& ids);

}  // namespace invitro::contract
