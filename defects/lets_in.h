#pragma once

// Servers that are not strict about keys. Safe from any thread.

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "defects/toolkit.h"

namespace invitro::defects {

/// The keys that the handler beneath has taken.
class Keys {
 public:
  void Saw(const std::string& key, bool taken);

  /// One that is not `key`, the last that came; "" if there is none.
  std::string Other(const std::string& key);

 private:
  std::mutex mutex_;
  std::vector<std::string> good_;  // in the order in which they came
};

bool KeyRefused(const Response& response);  // 401 or 403

/// What a key is refused for is done with a good one that was seen before, where `lets` says so;
/// `and_says_so`: and answered so, too.
Wrap LetsIn(std::function<bool(const Asked&)> lets, bool and_says_so);

}  // namespace invitro::defects
