#pragma once

// What the defects are made of: what a request asks for, questions to the handler beneath on its
// behalf, and the usual ways to alter what comes back.

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mock_server/http/handler.h"
#include "support/mutex.h"

namespace invitro::defects {

using Json = nlohmann::ordered_json;
using Handler = http::PlainHandler;
using http::Request;
using http::Response;
using Wrap = std::function<Handler(Handler)>;

enum class What { kCreate, kList, kRetrieve, kDelete, kAccept, kExpire, kReset, kOther };

struct Asked {
  What what = What::kOther;
  std::string id;                            // of retrieve, delete, accept, expire
  std::map<std::string, std::string> query;  // of list
  std::string key;                           // the Authorization header
};

Asked Understand(const Request& request);

/// A question to the handler beneath, with the headers of `request`.
Response Ask(const Handler& inner, const Request& request, const std::string& method,
             const std::string& target, const std::string& body = "");

/// Another request in the place of `request`: the same but for the Authorization.
Response AskAs(const Handler& inner, const Request& request, const std::string& key);

/// The invite as it is; null if there is none.
Json Lookup(const Handler& inner, const Request& request, const std::string& id);

/// All invites in the order of the list.
std::vector<Json> WholeList(const Handler& inner, const Request& request);

/// True for any 2xx: a creation may be answered 200 or 201.
bool Succeeded(const Response& response);

Response Reply(int status, const Json& body);

/// An error in the envelope.
Response Refusal(int status, const std::string& message);

Response NotFound(const std::string& id);
Response Deleted(const std::string& id);
Json BodyOf(const Response& response);  // null if it is not JSON
std::string IdOf(const Json& invite);
std::string LowerCase(std::string text);  // ASCII letters only

/// A state for each key, forgotten when its organization is reset. Safe from any thread.
template <class State>
class PerKey {
 public:
  /// Calls `act(State&)` alone with the state.
  template <class Act>
  auto With(const Asked& asked, Act act) {
    const MutexLock lock(mutex_);
    if (asked.what == What::kReset) states_.erase(asked.key);
    return act(states_[asked.key]);
  }

 private:
  Mutex mutex_;
  std::map<std::string, State> states_ GUARDED_BY(mutex_);
};

// The usual ways.

/// Alters the JSON of every success of one operation.
Wrap OnAnswer(What what, std::function<void(Json& body, const Asked& asked)> alter);

/// Alters the body of every creation, if it is a JSON object, before it reaches the handler.
Wrap OnCreationBody(std::function<void(Json& body)> alter);

/// Answers the 400s of one operation that `fits` picks, by their JSON, with another status.
Wrap OnBadRequests(What what, int status, std::function<bool(const Json& body)> fits);

/// Alters every invite that is shown, wherever it is.
Wrap OnInvites(std::function<void(Json& invite)> alter);

/// Answers itself, or lets the handler beneath do it (nullopt).
using Answerer =
    std::function<std::optional<Response>(const Request&, const Asked&, const Handler& inner)>;
Wrap Instead(const Answerer& answer);

/// A page as it should be, for a defect to alter.
struct Paging {
  std::vector<Json> all;  // the whole list
  std::size_t limit = 20;
  bool limited = false;              // the request gave it
  std::optional<std::string> after;  // an id that is in the list
  std::size_t from = 0;              // where the page begins
  std::size_t count = 0;             // how many it has
  bool has_more = false;
  std::string first_id, last_id;  // "" : as the page is
};

/// Leaves out what `hidden` says; the page's place and length follow.
void LeaveOut(Paging& page,
              const std::function<bool(const Json& invite, std::size_t place)>& hidden);

/// Makes every page itself, by `alter`ing a right one. What the handler beneath refuses, and
/// cursors that are in no list, stay as they are.
Wrap OnPages(std::function<void(Paging& page, const Asked& asked)> alter);

}  // namespace invitro::defects
