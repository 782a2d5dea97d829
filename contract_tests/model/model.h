#pragma once

// The rules of docs/behaviour.md stated a second time, as a judge: given what has happened, may the
// target answer so? It shares nothing with the twin's domain. Invites are known by tags that the
// client chooses, because a sequence is planned before the target has minted any id.
//
// A value: copy it to judge what would be. For one thread at a time. Every Judge… fails or notes in
// the findings each rule that the response breaks; what goes on takes over what the response says.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contract_tests/facts/answers.h"
#include "contract_tests/facts/findings.h"
#include "contract_tests/facts/reading.h"
#include "contract_tests/wire/exchange.h"

namespace invitro::contract {

/// Seconds after `expires_at` from which an invite must show as expired (INV-LIFE-04). Before, it
/// is late (INV-LIFE-05).
inline constexpr std::int64_t kMostLate = 7 * 86'400;

/// The target's clock, as surely as it is known; both ends included.
struct Now {
  std::int64_t earliest = 0;
  std::int64_t latest = 0;
};

enum class State { kPending, kAccepted, kExpired, kDeleted };

struct Wish {
  int tag = 0;
  std::string address;
  std::string role = "reader";
  std::optional<Json> projects = {};
  int form = 0;  // the form of the address (see Formed); any but 0 may be refused
};

struct Known {
  int tag = -1;  // -1: a stranger's
  std::string address;
  InviteSeen last;  // as it was last answered
  State state = State::kPending;
  bool by_command = false;  // expired by the control plane
  bool confirmed = true;    // an answer after accept or expire has shown that it took effect
  bool listed = false;      // a full walk has shown it
  bool seen = false;        // a response after that of its creation has shown it
  std::string blame = {};   // the rule of what was last tried on it and must have changed nothing
  int placed_in = 0;        // the number of the walk that first showed it
  int deleted_in = 0;       // how many walks there had been when it was deleted
};

/// Behind which invite a page is to begin.
struct Cursor {
  enum class Kind { kNone, kInvite, kNever };
  Kind kind = Kind::kNone;
  std::string id = {};
};

class Model {
 public:
  Model(Answers& answers, Findings& findings, bool exclusive)
      : answers_(&answers), findings_(&findings), exclusive_(exclusive) {}

  /// Returns the same model with other findings and answers, to check an order of events that may
  /// not have happened.
  Model JudgingInto(Findings& findings, Answers& answers) const;
  const Findings& findings() const { return *findings_; }
  const Answers& answers() const { return *answers_; }

  void JudgeCreate(const Wish& wish, const Exchange& answer, Now now);

  /// Retrieving `id` after its address was invited again: whether it gave way is open.
  void JudgeEarlier(const std::string& id, const Exchange& answer, Now now);

  void JudgeRetrieve(const std::string& id, const Exchange& answer, Now now);
  void JudgeDelete(const std::string& id, const Exchange& answer, Now now);
  void JudgeAccept(const std::string& id, const Exchange& answer, Now now);
  void JudgeExpire(const std::string& id, const Exchange& answer, Now now);

  /// One page. Requires !NeedsPlacing(). `limit` 1 to 100, or nullopt: the default.
  void JudgePage(std::optional<int> limit, const Cursor& cursor, const Exchange& answer, Now now);

  /// Whether an invite was made whose place in the list is not known, so that a full walk is needed
  /// before a page can be judged.
  bool NeedsPlacing() const { return unplaced_ > 0; }
  bool DeletedSinceWalk() const { return deleted_since_walk_; }

  /// A whole walk, judged as a whole: who is in it, in which order.
  void JudgeWalk(const std::vector<InviteSeen>& walk, Now now);

  /// True if the walk has every live invite of this run and no deleted one.
  bool Agrees(const std::vector<InviteSeen>& walk) const;

  /// True if `id` has the length of an id that was seen, and only characters that were seen in ids:
  /// a target must then treat it as an id (INV-GET-02, INV-DELETE-04, INV-PAGE-15).
  bool Resembles(const std::string& id) const;

  /// Two models of one history that have the same digest judge alike.
  std::string Digest() const;

  const Known* Find(const std::string& id) const;
  const Known* FindTag(int tag) const;

  /// The live ones of this run, in the order that the walks have shown; last those which no walk
  /// has shown.
  std::vector<const Known*> Live() const;

  /// The live invites of `address` that nobody accepted.
  std::vector<std::string> Unaccepted(const std::string& address) const;

  /// The live ids, strangers' included, in the order that the walks have shown.
  std::vector<std::string> Order() const;

  /// The status that an invite must show: one, or pending-or-expired (""). Where the target has
  /// always expired invites at once, it is taken to do so again.
  std::string Status(const Known& known, Now now) const;

 private:
  Known* Mutable(const std::string& id);
  void JudgeGone(const std::string& id, const Known* known, const Exchange& answer,
                 const std::string& rule);
  void JudgeSame(const std::string& rule, Known& known, const InviteSeen& seen, Now now);
  void JudgeStatus(const Known& known, const InviteSeen& seen, Now now) const;
  bool IsLate(const Known& known, const InviteSeen& seen, Now now) const;
  void JudgeStamps(const Known& known, const InviteSeen& seen) const;
  void JudgeChanged(const std::string& id, const std::string& to, const Exchange& answer, Now now);
  void Remove(Known& known);
  void JudgeNew(const Wish& wish, const InviteSeen& seen) const;
  void JudgeAddress(const Wish& wish, const InviteSeen& seen) const;
  void JudgeDuplicate(const Exchange& answer, const std::string& status);
  bool JudgeSameAgain(const Wish& wish, const Exchange& answer, Now now);
  bool JudgeRemoval(const std::string& id, const Exchange& answer) const;

  struct EarlierInvites {
    std::string question;           // "pending invite": the state that a further creation meets
    std::string duplicate_of = {};  // "pending" or "accepted" if one of them surely is
    bool certain = true;            // the state is known
  };
  EarlierInvites Earlier(const std::string& address, Now now) const;

  struct Expected {
    std::vector<std::string> behind;  // the live ids behind the cursor, in order
    std::size_t slack = 0;            // so many of its first may rightly be missing
    bool anywhere = false;            // nobody ever saw where the cursor stands
  };
  Expected Behind(const Cursor& cursor) const;
  bool JudgeCursor(const Cursor& cursor, const Exchange& answer);
  void JudgeUnknownCursor(const std::string& id, const Exchange& answer);
  bool JudgeDeletedCursor(const Cursor& cursor, const Exchange& answer);
  void JudgeDeletedLikeUnknown();
  void JudgeItems(const PageSeen& page, Now now);
  void JudgeExactly(std::optional<int> limit, const Cursor& cursor, const PageSeen& page,
                    const Expected& expected) const;
  void JudgeMineOnly(std::size_t limit, const PageSeen& page, const Expected& expected) const;
  std::string WhyMissing(const Known& known) const;

  void Place(const std::vector<InviteSeen>& walk, bool same_order);

  Answers* answers_;
  Findings* findings_;
  bool exclusive_;
  std::map<std::string, Known> by_id_;
  std::map<int, std::string> by_tag_;
  std::set<std::string> addresses_;  // ever invited
  std::vector<std::string> order_;   // of the list, the deleted ones in their old places
  int unplaced_ = 0;
  bool deleted_since_walk_ = false;
  int walks_ = 0;
};

}  // namespace invitro::contract
