#pragma once

// Where a run looks and what it may do there, decided before anything is sent.

#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "contract_tests/wire/session.h"
#include "invitro/contract.h"

namespace invitro::contract {

struct Target {
  std::shared_ptr<Transport> transport;
  std::string origin, base_path;
  Credential key;
  bool local = false;  // on loopback: full speed, no consent needed
  std::optional<PaceLimits> limits;
  std::chrono::milliseconds timeout{0};
};

/// Whether no other run, and nobody else, has an address of this pattern: it has {run} and {n}.
bool KeepsApart(const std::string& addresses);

/// The error says in a line why nothing may be sent: no key, no consent, no usable URL or
/// addresses.
tl::expected<Target, std::string> OpenTarget(const ContractOptions& options);

/// For a session with `target`. All three outlive it.
Session::Setup SetUp(const Target& target, const ContractOptions& options, const TimeSource& time);

/// A connection of its own to `options.base_url`.
tl::expected<std::unique_ptr<Transport>, std::string> Connect(const ContractOptions& options);

bool IsLoopback(const std::string& host);

/// Eight characters that no other run has.
std::string NewRunName();

/// A file of this run alone in the ledgers' folder, which is made; the error is a line.
tl::expected<std::string, std::string> LedgerPath(const std::string& folder,
                                                  const std::string& run);

}  // namespace invitro::contract
