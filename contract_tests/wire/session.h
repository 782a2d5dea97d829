#pragma once

// The one door to the target: every request of the contract goes through Session::Send, which
// paces it, counts it, tries again when the target says 429, and keeps the story. For one thread.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract_tests/wire/exchange.h"
#include "contract_tests/wire/pacer.h"
#include "contract_tests/wire/time_source.h"
#include "invitro/transport.h"

namespace invitro::contract {

/// Whose key a request carries.
struct Credential {
  std::string value;                       // "" and no scheme: no Authorization
  std::string shown;                       // as a shell would write it
  bool elsewhere = false;                  // of another organization
  std::optional<std::string> scheme = {};  // "Basic ": stands before the key in place of "Bearer "

  /// Returns the header's value for `key`: the real key, or the text shown in its place.
  std::string Authorization(const std::string& key) const {
    if (scheme) return *scheme + key;
    return key.empty() ? "" : "Bearer " + key;
  }
};

class Session {
 public:
  struct Setup {
    Transport* transport = nullptr;                            // outlives the session
    std::function<std::unique_ptr<Transport>()> connect = {};  // another one; may be missing
    std::string origin;                                        // "http://127.0.0.1:8765"
    std::string base_path;                                     // "/v1"
    Credential key;
    std::optional<PaceLimits> limits;
    std::chrono::milliseconds timeout{10'000};  // of one request
    const TimeSource* time = nullptr;
    const std::atomic<bool>* stop = nullptr;  // the user wants to end
  };

  explicit Session(Setup setup);

  /// Sends with the target's own key, or with `credential`. An answer of any status but 429 is an
  /// answer; status 0 is none. Throws CannotLook: nobody listens, the budget is spent, the time is
  /// up, the user said stop, or 429, 502, 503 or 504 would not end. Throws Interrupted, a few times
  /// at most, in a run that is not paced.
  ExchangePtr Send(Operation operation, const std::string& method, const std::string& path,
                   const std::string& body = "");
  ExchangePtr SendAs(const Credential& credential, Operation operation, const std::string& method,
                     const std::string& path, const std::string& body = "");

  /// Waits until such a request may be sent, and counts it: for one that goes by another
  /// connection. Throws CannotLook as Send does.
  void Admit(Operation operation);

  /// Called after 429 instead of waiting, with the key that was limited: a target whose clock can
  /// be moved need not be waited for.
  using MoveClock = std::function<bool(const Credential&)>;
  void OnLimited(MoveClock move_clock) { move_clock_ = std::move(move_clock); }

  /// Sets the Content-Type of the next requests, also of those without a body; "" sends none.
  /// nullopt: the default, JSON for requests with a body and none for the others.
  void SayType(std::optional<std::string> type) { type_ = std::move(type); }

  void BeginStory() { story_.clear(); }
  const std::vector<ExchangePtr>& story() const { return story_; }

  /// From now on nothing is sent after `when` (of the time source, in seconds).
  void EndBy(double when) { end_by_ = when; }

  /// Clean-up: outside the budget, and after stop or the end all the same.
  void BeginCleanUp() { cleaning_ = true; }
  bool cleaning() const { return cleaning_; }

  const Setup& setup() const { return setup_; }
  const Pacer& pacer() const { return pacer_; }
  long requests() const { return requests_; }
  /// Returns the latency in ms below which a quarter of the first 20 responses were; 0 without any.
  double latency_ms() const;
  int limited() const { return limited_; }  // how often it was told 429
  bool retry_after_seen() const { return retry_after_seen_; }

 private:
  ExchangePtr Once(const Credential& credential, Operation operation, const HttpRequest& request);
  bool Reconnect();
  void BackOff(const Credential& credential, const Exchange& refused, int tries);
  bool SendAgain(const Exchange& refused, int tries);

  const Setup setup_;
  std::unique_ptr<Transport> fresh_;  // the last request's own, once none is kept
  Pacer pacer_;
  MoveClock move_clock_;
  std::vector<ExchangePtr> story_;
  double end_by_ = 1e18;
  bool cleaning_ = false;
  std::optional<std::string> type_;
  long requests_ = 0;
  int limited_ = 0;
  std::vector<double> latencies_ms_;  // of the first responses
  int silent_ = 0;
  int interruptions_ = 0;  // by a gateway
  bool retry_after_seen_ = false;
  bool lost_kept_ = false;  // by the last request
};

}  // namespace invitro::contract
