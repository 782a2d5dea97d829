#include "defects/lets_in.h"

#include <algorithm>

namespace invitro::defects {

void Keys::Saw(const std::string& key, bool taken) {
  const MutexLock lock(mutex_);
  if (!taken || key.empty()) return;
  std::erase(good_, key);
  good_.push_back(key);
}

std::string Keys::Other(const std::string& key) {
  const MutexLock lock(mutex_);
  const auto it = std::find_if(good_.rbegin(), good_.rend(),
                               [&](const std::string& one) { return one != key; });
  return it == good_.rend() ? "" : *it;
}

bool KeyRefused(const Response& response) {
  return response.status == 401 || response.status == 403;
}

Wrap LetsIn(std::function<bool(const Asked&)> lets, bool and_says_so) {
  const auto keys = std::make_shared<Keys>();
  return [=](const Handler& inner) -> Handler {
    return [=](const Request& request) {
      const Asked asked = Understand(request);
      Response response = inner(request);
      const bool refused = KeyRefused(response);
      keys->Saw(asked.key, !refused && asked.what != What::kOther);
      const std::string other = refused && lets(asked) ? keys->Other(asked.key) : "";
      if (other.empty()) return response;
      Response done = AskAs(inner, request, other);
      return and_says_so ? done : response;
    };
  };
}

}  // namespace invitro::defects
