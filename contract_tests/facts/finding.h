#pragma once

// What a check can end with besides "it holds". Inside the contract these are thrown, as
// RapidCheck's own assertions are, so that a rule reads as a straight line; Runner::Run turns them
// into values (docs/decisions/0006-contract-exceptions.md).

#include <exception>
#include <string>
#include <vector>

#include "contract_tests/wire/exchange.h"

namespace invitro::contract {

/// A rule that the target broke, and the story of it.
struct Finding {
  std::string rule;                         // "INV-PAGE-02"
  std::string expected;                     // one line
  std::string got;                          // one line
  std::vector<ExchangePtr> exchanges = {};  // the last ones, oldest first
  std::vector<std::string> commands = {};   // the shrunk sequence, where there is one
  std::string reproduce = {};               // a command line
  std::string saved_as = {};                // the counterexample's file
};

class Broken : public std::exception {
 public:
  Broken(std::string rule, std::string expected, std::string got)
      : finding{std::move(rule), std::move(expected), std::move(got)},
        text_(finding.rule + ": expected " + finding.expected + ", got " + finding.got) {}
  const char* what() const noexcept override { return text_.c_str(); }

  Finding finding;

 private:
  std::string text_;
};

/// The target cannot be driven to where the rule could be seen.
class Unverified : public std::exception {
 public:
  explicit Unverified(std::string why) : why_(std::move(why)) {}
  const char* what() const noexcept override { return why_.c_str(); }

 private:
  std::string why_;
};

/// Nothing more can be asked: no connection, the budget is spent, or the user said stop.
class CannotLook : public std::exception {
 public:
  explicit CannotLook(std::string why) : why_(std::move(why)) {}
  const char* what() const noexcept override { return why_.c_str(); }

 private:
  std::string why_;
};

/// A request that may have changed something has no answer of the target, for a reason that HTTP
/// allows: a kept connection ended, or a gateway answered. The scenario must be played again, once.
class Interrupted : public std::exception {
 public:
  explicit Interrupted(std::string why) : why_(std::move(why)) {}
  const char* what() const noexcept override { return why_.c_str(); }

 private:
  std::string why_;
};

}  // namespace invitro::contract
