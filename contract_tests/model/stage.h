#pragma once

// Where a scenario is played: each call asks the target and lets the model judge the answer. Rules
// play fixed scenarios, properties random ones. For one thread.

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "contract_tests/model/bad_bodies.h"
#include "contract_tests/model/capabilities.h"
#include "contract_tests/model/ids.h"
#include "contract_tests/model/model.h"
#include "contract_tests/wire/api.h"

namespace invitro::contract {

/// How often what the properties are about was really met.
using Tally = std::map<std::string, long>;

class Stage {
 public:
  /// All of these outlive it. The findings are the Api's.
  Stage(Api& api, Answers& answers, const Capabilities& can, Tally& tally);

  /// Begins anew: resets the organization if that is possible, else deletes what is left.
  void Begin();

  /// Deletes what was made by requests that nobody answered.
  void RemoveUnheard();

  // Each fails or notes in findings() the rules that the response breaks.

  std::optional<std::string> Create(const Wish& wish);  // nullopt: refused, rightly

  /// Sends a body that every server must refuse. Returns its address, which has no invite. Fails
  /// the body's rule if the target accepts it; notes INV-CREATE-19 and INV-ERR-05.
  std::string CreateBadly(const BadBody& bad);
  /// Creates an invite for a new address. Every fourth address has an unusual form, unless the
  /// target refuses that form. Throws if the creation is refused.
  std::string MustCreate();
  PageSeen Page(std::optional<int> limit, const Cursor& cursor = {});  // empty if refused
  /// Page, in a walk during which invites came and went: a page that is wrong breaks INV-PAGE-08.
  PageSeen PageAmidChanges(std::optional<int> limit, const Cursor& cursor);

  void Retrieve(const std::string& id);
  bool Delete(const std::string& id);  // false: refused, rightly
  bool Accept(const std::string& id);
  bool Expire(const std::string& id);
  void Advance(std::int64_t seconds);
  /// Seconds after `expires_at` at which the target has shown every expiry until now.
  std::int64_t late() const { return answers_.late().value_or(0); }
  void Walk();  // all of it, so that every place in the list is known

  /// At least `n` pending invites of this run, unless the target's expire too soon.
  Ids Population(std::size_t n);

  /// The ids of this run's live invites that show `status`, in the order of Model::Live().
  Ids Mine(const std::string& status = "");

  /// Model::Order().
  Ids Order() const { return model_.Order(); }

  /// Returns an id that no invite has: NearMiss(id, how), lengthened until no known id equals it.
  std::string NeverWas(const std::string& id, int how) const;

  int NewTag() { return next_tag_++; }  // of an invite that no sequence names

  /// The source of generated inputs. Deterministic for a seed of the run.
  std::mt19937_64& random() { return random_; }
  void Seed(std::uint64_t seed) { random_.seed(seed); }
  /// Returns a random number from 0 to `end` - 1.
  std::size_t Below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }

  /// What the model knows of an invite. Throws Unverified if it knows nothing.
  const Known& Of(const std::string& id) const;

  /// True if a walk has another page to ask for. Where the user allows has_more to be wrong, a full
  /// page is not believed to be the last.
  bool GoesOn(const PageSeen& page, std::optional<int> limit);

  Now now() const;
  const Model& model() const { return model_; }
  /// Fails or notes a rule: see Findings.
  void Fail(const std::string& rule, const std::string& expected, const std::string& got) {
    findings().Fail(rule, expected, got);
  }
  void Note(const std::string& rule, const std::string& expected, const std::string& got) {
    findings().Note(rule, expected, got);
  }

  Api& api() { return api_; }
  Findings& findings() { return api_.findings(); }
  Answers& answers() { return answers_; }
  const Capabilities& can() const { return can_; }
  Tally& tally() { return tally_; }

 private:
  std::set<std::string> DeleteRest();
  void Learn(const InviteSeen& fresh);
  void Place();
  void CountPage(const PageSeen& page, const Cursor& cursor, std::optional<int> limit);

  Api& api_;
  Answers& answers_;
  Capabilities can_;  // the organization stops being exclusive if an invite cannot be deleted
  std::set<std::string> kept_;  // invites of earlier scenarios that the target does not delete
  Tally& tally_;
  Model model_;
  std::mt19937_64 random_;
  std::set<int> refused_forms_;  // forms of addresses that the target refuses
  int creations_ = 0;
  int next_tag_ = 1'000'000;             // of invites that no sequence names
  std::optional<Api::ClockSeen> clock_;  // of a target whose clock cannot be read
};

}  // namespace invitro::contract
