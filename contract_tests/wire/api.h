#pragma once

// The operations of the API and of a control plane, as the contract speaks them: raw text out, raw
// text in. Keeps account of what the run has made, so that it can be removed and nothing else is
// ever deleted. For one thread.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "contract_tests/facts/findings.h"
#include "contract_tests/facts/reading.h"
#include "contract_tests/wire/ledger.h"
#include "contract_tests/wire/session.h"

namespace invitro::contract {

/// The key whose organization the run `run` makes for itself where every key has one.
Credential OtherOrganization(const std::string& run);

class Api {
 public:
  /// All of these outlive it.
  Api(Session& session, Ledger& ledger, Findings& findings, std::string run);

  // Each response was checked by Watch; status 0 means that none came.

  ExchangePtr Create(const Json& body);
  /// `must_be_refused`: the body is bad, so the request is sent even if no more invites may be
  /// made.
  ExchangePtr CreateText(const std::string& body, const std::string& email,
                         bool must_be_refused = false);
  ExchangePtr List(const std::string& query = "");  // "limit=2&after=x", encoded
  /// Asks again for as long as the target may take to settle, if this run made the invite and the
  /// response is a 404. So do Delete, Accept, Expire and As.
  ExchangePtr Retrieve(const std::string& id);

  /// Deletes. Throws Unverified, and sends nothing, for an id that a list or a retrieval has shown
  /// to be somebody else's.
  ExchangePtr Delete(const std::string& id);

  /// The same with another credential. What is made so is removed at the end all the same.
  ExchangePtr As(const Credential& credential, Operation operation, const std::string& id,
                 const Json& body = nullptr);

  ExchangePtr Accept(const std::string& id);
  ExchangePtr Expire(const std::string& id);
  bool Reset();                                                    // false: the target would not
  std::optional<std::int64_t> AdvanceClock(std::int64_t seconds);  // the clock's new time
  bool AdvanceClockOf(const Credential& credential, std::int64_t seconds);
  bool FreezeClock();
  std::optional<std::int64_t> ReadClock();

  struct ClockSeen {
    std::int64_t now = 0;
    std::chrono::steady_clock::time_point at;
  };
  /// What the target's clock last said, and when.
  const std::optional<ClockSeen>& clock() const { return clock_; }
  ExchangePtr Control(const std::string& method, const std::string& call,
                      const std::string& body = "");

  /// For a creation that another connection sends: to be called before it, and after its answer.
  /// BeginCreation throws Unverified where no more may be made, unless it must be refused.
  void BeginCreation(const std::string& email, bool must_be_refused = false);
  void EndCreation(const Exchange& answer, const std::string& email);

  /// An address that nobody reads and no other run uses. `more` comes behind the number, so that it
  /// stays with whom the user named.
  std::string NewAddress(const std::string& more = "");

  /// The ids that this run made and has not seen go.
  const std::set<std::string>& alive() const { return alive_; }
  /// The addresses of creations of which no id is known: they may have been made, whatever was
  /// answered.
  const std::set<std::string>& unheard() const { return unheard_; }
  /// The ids that a deletion did not find and that no response had shown before: they may only not
  /// have been there yet.
  const std::set<std::string>& doubtful() const { return doubtful_; }
  bool IsMine(const std::string& id) const { return ever_.contains(id); }
  bool IsStrangers(const std::string& id) const;
  int created() const { return created_; }
  Session& session() { return session_; }
  Ledger& ledger() { return ledger_; }
  Findings& findings() { return findings_; }
  const std::string& run() const { return run_; }

  void WatchThoroughly(bool on) { thoroughly_ = on; }
  void UseAddresses(std::string pattern) { pattern_ = std::move(pattern); }
  /// Seconds that a change may take until it can be read. Rule INV-CREATE-14.
  void UseSettling(double seconds) { settle_s_ = seconds; }
  double settle_s() const { return settle_s_; }

  /// The longest time, in seconds, that a change needed; 0 if none had to be asked for again.
  double longest_lag_s() const { return longest_lag_s_; }

  /// Calls `ask` again, for as long as the target may take to settle, until `settled(response)`.
  /// Returns the last response.
  template <class Ask, class Settled>
  auto Settle(Ask ask, Settled settled) {
    const double began = Time();
    auto response = ask();
    for (double wait = kFirstWaitS; Time() - began < settle_s_ && !settled(response);) {
      Wait(wait);
      wait = std::min(2 * wait, kLongestWaitS);
      response = ask();
      if (settled(response)) longest_lag_s_ = std::max(longest_lag_s_, Time() - began);
    }
    return response;
  }

  /// Waits for `seconds`. Returns early if the user stops the run, but not during the clean-up.
  void Wait(double seconds) const;

  /// The user's keys with one scope, if there are any.
  void UseScopedKeys(std::optional<Credential> read_only, std::optional<Credential> write_only) {
    read_only_ = std::move(read_only);
    write_only_ = std::move(write_only);
  }
  const std::optional<Credential>& read_only() const { return read_only_; }
  const std::optional<Credential>& write_only() const { return write_only_; }

  /// These exist, says the user.
  void UseProjects(std::vector<std::string> ids);
  bool projects_exist() const { return projects_exist_; }
  /// At most `n` projects, made up unless UseProjects named some, as a creation gives them.
  Json Projects(std::size_t n) const;

  /// Makes up `n` projects with ids of several lengths, cases and alphabets; every 12th repeats the
  /// first.
  static Json MadeUpProjects(std::size_t n);

 private:
  static constexpr double kFirstWaitS = 0.025, kLongestWaitS = 1;

  ExchangePtr Watched(ExchangePtr exchange);
  template <class Ask>
  ExchangePtr Found(const std::string& id, Ask ask);
  double Time() const;
  std::string Path(const std::string& id) const;
  std::optional<std::int64_t> SeeClock(const Exchange& answer);

  Session& session_;
  Ledger& ledger_;
  Findings& findings_;
  const std::string run_;
  std::string pattern_ = "contract+{run}-{n}@example.com";
  std::vector<std::string> projects_ = {"proj_a", "proj_b"};
  bool projects_exist_ = false;
  std::optional<Credential> read_only_, write_only_;
  double settle_s_ = 0, longest_lag_s_ = 0;
  std::set<std::string> alive_, ever_, shown_, unheard_, read_, doubtful_;
  int created_ = 0;
  int in_flight_ = 0;  // creations that were begun and not ended
  int addresses_ = 0;
  bool thoroughly_ = false;
  unsigned sample_ = 0;
  std::optional<ClockSeen> clock_;
};

/// Sets the Content-Type of all requests during its lifetime; "" sends none.
class Typed {
 public:
  Typed(Api& api, const std::string& type) : session_(api.session()) { session_.SayType(type); }
  Typed(const Typed&) = delete;
  Typed& operator=(const Typed&) = delete;
  ~Typed() { session_.SayType(std::nullopt); }

 private:
  Session& session_;
};

}  // namespace invitro::contract
