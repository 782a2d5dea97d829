#pragma once

// What a target can be driven to do. Rules ask this, never who the target is. Plain data.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace invitro::contract {

struct Capabilities {
  bool control = false;  // GET /_mock/health answers
  bool reset = false;    // … and the organization was empty, so that resetting harms nobody
  bool accept = false;
  bool expire = false;
  bool clock = false;               // can be moved
  bool freeze = false;              // can be stopped
  bool exclusive = false;           // nobody else's invites are in the organization
  bool other_organization = false;  // another key has another organization
  bool paced = false;               // few requests, few invites
  bool read_only_key = false;       // the user gave one
  bool write_only_key = false;      // likewise
  double latency_ms = 0;            // of a quick response: a quarter of the first were quicker
  bool slow = false;                // so slow that a whole run at full speed would take minutes
  std::size_t strangers = 0;        // invites that were there before (of the pages looked at)

  std::optional<std::int64_t> time_to_live;  // seconds
  std::optional<std::int64_t> late;          // seconds after expires_at until it shows, at most
};

/// How many of `cases` random scenarios or histories a run plays in about the same time as with a
/// fast target; at least one.
int FewerIfSlow(int cases, const Capabilities& can);

/// One line for each, for people.
std::vector<std::string> Describe(const Capabilities& can);

}  // namespace invitro::contract
