#pragma once

// Those who ask at once: each a thread and a connection of its own, which stays open from one
// history to the next. For one thread, which plays one history at a time.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "contract_tests/races/history.h"
#include "contract_tests/wire/api.h"

namespace invitro::contract {

/// Where they ask, and how.
struct ClientParams {
  std::function<std::unique_ptr<Transport>()> connect;
  std::string origin, base_path, key;
  std::string other_key = {};  // key of another organization; "": there is no such key
  std::chrono::milliseconds timeout{10'000};  // of one request
};

class Clients {
 public:
  static constexpr std::size_t kMost = 4;

  explicit Clients(const ClientParams& params);

  /// What waits in a queue while others are served would be done after the clean-up: so first each
  /// asks, while all others are connected, for what changes nothing. Throws Unverified if one gets
  /// no answer.
  void Try(Session& session);

  /// Plays `plan` with the invites `ids`, by tag. Every call of the history has its exchange;
  /// status 0 means that none came. What is made is in the ledger.
  History Play(const RacePlan& plan, const std::vector<std::string>& ids, Api& api);

  /// After a connection ended: new ones. From the twentieth time on each request has one of its
  /// own; false if it had already.
  bool Reconnect();

 private:
  using Connections = std::vector<std::unique_ptr<Transport>>;

  Interval Begin(const RaceCall& call, Api& api, std::map<int, std::string>& emails) const;
  void Make(Interval& each, const std::vector<std::string>& ids, Transport& connection) const;

  const ClientParams& params_;
  Connections kept_;
  int lost_ = 0;
};

}  // namespace invitro::contract
