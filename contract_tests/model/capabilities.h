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
  std::size_t strangers = 0;        // invites that were there before (of the pages looked at)

  std::optional<std::int64_t> time_to_live;  // seconds
  std::optional<std::int64_t> late;          // seconds after expires_at until it shows, at most
};

/// One line for each, for people.
std::vector<std::string> Describe(const Capabilities& can);

}  // namespace invitro::contract
