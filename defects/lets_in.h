#pragma once

// Building blocks of servers that accept bad keys. Safe from any thread.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "defects/toolkit.h"
#include "support/mutex.h"

namespace invitro::defects {

/// Remembers the keys that the wrapped handler accepted.
class Keys {
 public:
  void Saw(const std::string& key, bool taken);

  /// Returns the key that was accepted last and is not `key`, or "".
  std::string Other(const std::string& key);

 private:
  Mutex mutex_;
  std::vector<std::string> good_ GUARDED_BY(mutex_);  // oldest first
};

bool KeyRefused(const Response& response);  // 401 or 403

/// Where `lets` returns true, a request that was refused for its key is carried out with a good key
/// that was seen before. `and_says_so`: the client gets that response, else the refusal.
Wrap LetsIn(std::function<bool(const Asked&)> lets, bool and_says_so);

}  // namespace invitro::defects
