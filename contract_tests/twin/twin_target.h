#pragma once

// The target that needs nothing: a twin in this process, on a free port. For one thread.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "defects/toolkit.h"

namespace invitro::contract {

class TwinTarget {
 public:
  /// `policies`: the twin's answers to open questions, by name and value. `defects`: what is wrong
  /// with it, by names.
  explicit TwinTarget(const std::vector<std::pair<std::string, std::string>>& policies = {},
                      const std::vector<std::string>& defects = {});
  /// Puts `decorate` around the twin's request handler.
  TwinTarget(const std::vector<std::pair<std::string, std::string>>& policies,
             const defects::Wrap& decorate);
  TwinTarget(TwinTarget&&) noexcept;
  TwinTarget& operator=(TwinTarget&&) noexcept;
  ~TwinTarget();

  std::string error() const;  // "" if it serves
  std::string base_url() const;
  std::string key() const;
  static std::string read_only_key() { return "sk-admin-invitro-reads"; }
  static std::string write_only_key() { return "sk-admin-invitro-writes"; }
  /// Some that it knows: it knows all.
  std::vector<std::string> projects() const { return {"proj_a", "proj_b"}; }

 private:
  struct Twin;
  std::unique_ptr<Twin> twin_;
};

}  // namespace invitro::contract
