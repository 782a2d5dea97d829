#include "contract_tests/model/model.h"

#include <algorithm>

#include "contract_tests/facts/finding.h"
#include "contract_tests/model/responses.h"
#include "invitro/error.h"

namespace invitro::contract {
Model Model::JudgingInto(Findings& findings, Answers& answers) const {
  Model same = *this;
  same.answers_ = &answers;
  same.findings_ = &findings;
  return same;
}

bool Model::Resembles(const std::string& id) const {
  bool length = false;
  std::set<char> characters;
  for (const auto& [seen, known] : by_id_) {
    length = length || seen.size() == id.size();
    characters.insert(seen.begin(), seen.end());
  }
  return length && std::ranges::all_of(id, [&](char c) { return characters.contains(c); });
}

std::string Model::Digest() const {
  std::string digest;
  for (const auto& [id, known] : by_id_) {
    digest += id + std::to_string(static_cast<int>(known.state)) + (known.listed ? "l" : "") +
              known.blame + known.last.status + (known.confirmed ? ";" : "?;");
  }
  for (const std::string& id : order_) digest += id + ",";
  return digest + (deleted_since_walk_ ? "d" : "");
}

const Known* Model::Find(const std::string& id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? nullptr : &it->second;
}

Known* Model::Mutable(const std::string& id) {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? nullptr : &it->second;
}

const Known* Model::FindTag(int tag) const {
  const auto it = by_tag_.find(tag);
  return it == by_tag_.end() ? nullptr : Find(it->second);
}

std::vector<const Known*> Model::Live() const {
  std::vector<const Known*> live;
  const auto add = [&](const Known& known) {
    if (known.state != State::kDeleted && known.tag >= 0) live.push_back(&known);
  };
  for (const std::string& id : order_) add(by_id_.at(id));
  for (const auto& [id, known] : by_id_) {
    if (!known.listed) add(known);
  }
  return live;
}

std::vector<std::string> Model::Unaccepted(const std::string& address) const {
  std::vector<std::string> ids;
  if (!addresses_.contains(address)) return ids;
  for (const auto& [id, known] : by_id_) {
    const bool can_go = known.state == State::kPending || known.state == State::kExpired;
    if (can_go && known.address == address) ids.push_back(id);
  }
  return ids;
}

std::string Model::Status(const Known& known, Now now) const {
  switch (known.state) {
    case State::kAccepted:
      return "accepted";
    case State::kExpired:
      return "expired";
    case State::kDeleted:
      return "deleted";
    case State::kPending:
      break;
  }
  if (!known.last.expires_at || now.latest < *known.last.expires_at) return "pending";
  if (!answers_->late()) return "";
  // A target that expires invites in sweeps may be later than it was before.
  constexpr std::int64_t kAtOnce = 1;
  const std::int64_t must = *answers_->late() <= kAtOnce ? *answers_->late() : kMostLate;
  return now.earliest >= *known.last.expires_at + must ? "expired" : "";
}

/// Returns true and records the delay if the invite is due to expire and still shows as pending.
bool Model::IsLate(const Known& known, const InviteSeen& seen, Now now) const {
  if (known.state != State::kPending || seen.status != "pending") return false;
  if (!known.last.expires_at || !answers_->late()) return false;
  const std::int64_t overdue = now.earliest - *known.last.expires_at;
  if (overdue < 0 || overdue >= kMostLate) return false;
  if (overdue >= *answers_->late()) answers_->NoteLate(overdue + 1);
  return true;
}

void Model::JudgeStatus(const Known& known, const InviteSeen& seen, Now now) const {
  if (IsLate(known, seen, now)) return;
  const std::string must = Status(known, now);
  const bool fits =
      must.empty() ? seen.status == "pending" || seen.status == "expired" : seen.status == must;
  if (fits) return;
  const bool finished = known.state == State::kAccepted || known.state == State::kExpired;
  std::string rule = "INV-LIFE-04";
  if (seen.status == "accepted") rule = known.seen ? "INV-LIFE-02" : "INV-LIFE-01";
  if (finished) rule = "INV-LIFE-06";
  if (finished && !known.confirmed) {
    rule = known.state == State::kAccepted ? "INV-LIFE-02" : "INV-LIFE-04";
  }
  if (!known.blame.empty()) rule = known.blame;
  findings_->Fail(rule, "status " + (must.empty() ? "pending or expired" : must), ToText(seen));
}

void Model::JudgeStamps(const Known& known, const InviteSeen& seen) const {
  const auto text = [](std::optional<std::int64_t> time) {
    return time ? std::to_string(*time) : std::string("none");
  };
  if (seen.accepted_at != known.last.accepted_at) {
    findings_->Fail("INV-LIFE-02", "accepted_at " + text(known.last.accepted_at),
                    text(seen.accepted_at));
  }
  if (seen.expires_at != known.last.expires_at) {
    findings_->Fail("INV-LIFE-03", "expires_at " + text(known.last.expires_at),
                    text(seen.expires_at));
  }
}

void Model::JudgeSame(const std::string& rule, Known& known, const InviteSeen& seen, Now now) {
  JudgeStatus(known, seen, now);
  InviteSeen same = known.last;
  same.status = seen.status;
  same.expires_at = seen.expires_at;
  same.accepted_at = seen.accepted_at;
  if (same != seen) {
    findings_->Fail(rule, "the invite as it was: " + ToText(known.last), ToText(seen));
  }
  JudgeStamps(known, seen);
  known.state = StateOf(seen.status, known.state);
  known.confirmed = known.seen = true;
  // What was tolerated here, in a list for example, is no new truth about the invite.
  known.last = same;
}

/// `known`: the deleted invite, or nullptr if none ever had the id.
void Model::JudgeGone(const std::string& id, const Known* known, const Exchange& answer,
                      const std::string& rule) {
  const bool could_be = known != nullptr || Resembles(id);
  if (IsNotFound(answer, id, could_be)) return;
  const auto invite = answer.status == 200 ? ReadInvite(answer.json) : std::nullopt;
  if (known == nullptr && !exclusive_ && invite && invite->id == id) {
    throw Unverified("an id that was made up is somebody else's");
  }
  findings_->Fail(
      rule,
      could_be ? "404: " + Printable(id, 80) + (known != nullptr ? " was deleted" : " never was")
               : "404 or 400: " + Printable(id, 80) + " could not be an id",
      Summary(answer));
}

void Model::JudgeRetrieve(const std::string& id, const Exchange& answer, Now now) {
  Known* known = Mutable(id);
  if (known == nullptr) return JudgeGone(id, known, answer, "INV-GET-02");
  if (known->state == State::kDeleted) return JudgeGone(id, known, answer, "INV-DELETE-01");
  const auto seen = Succeeded(answer) ? ReadInvite(answer.json) : std::nullopt;
  if (!seen) {
    const bool fresh = !known->listed && known->blame.empty();
    const std::string rule = WhyMissing(*known);
    const bool listed = rule == "INV-PAGE-07";  // the list has it: its retrieval is wrong
    findings_->Fail(fresh    ? "INV-CREATE-14"
                    : listed ? "INV-GET-01"
                             : rule,
                    "200 and " + ToText(known->last), Summary(answer));
    if (!fresh) Remove(*known);
    return;
  }
  JudgeSame("INV-GET-01", *known, *seen, now);
}

/// A deletion that must succeed or was tolerated. Returns false if the target did not delete.
bool Model::JudgeRemoval(const std::string& id, const Exchange& answer) const {
  if (answer.status / 100 != 2) return false;
  const bool object = answer.json.is_object();
  if (!object || answer.json.value("id", Json()) != Json(id) ||
      answer.json.value("deleted", Json()) != Json(true)) {
    findings_->Fail("INV-SHAPE-04", "deleted: true and the id " + id, Summary(answer));
  }
  return true;
}

void Model::JudgeDelete(const std::string& id, const Exchange& answer, Now now) {
  Known* known = Mutable(id);
  if (known == nullptr) return JudgeGone(id, known, answer, "INV-DELETE-04");
  if (known->state == State::kDeleted) return JudgeGone(id, known, answer, "INV-DELETE-03");
  const std::string status = Status(*known, now);
  const std::string refused = "refused with " + std::to_string(answer.status);
  if (status == "accepted") {
    if (!Refused(answer)) {
      findings_->Fail("INV-DELETE-06", "a refusal (4xx): " + id + " is accepted", Summary(answer));
    } else if (answer.status != 400) {
      findings_->Note("INV-DELETE-08", "400: " + id + " is accepted", Summary(answer));
    }
    answers_->Note("INV-DELETE-08", "deleting an accepted invite", refused);
    known->blame = "INV-DELETE-06";
    if (JudgeRemoval(id, answer)) Remove(*known);
    return;
  }
  if (!Succeeded(answer) && (status == "pending" || !Refused(answer))) {
    findings_->Fail("INV-DELETE-02", "200: " + id + " is " + status, Summary(answer));
  }
  if (status == "expired") {
    answers_->Hold(*findings_, "INV-DELETE-07", "deleting an expired invite",
                   Succeeded(answer) ? "deletes it" : refused);
  }
  if (JudgeRemoval(id, answer)) return Remove(*known);
  if (status != "pending") {
    known->blame = "INV-DELETE-07";
    known->state = State::kExpired;
  }
}

void Model::Remove(Known& known) {
  known.state = State::kDeleted;
  known.deleted_in = walks_;
  if (!known.listed) --unplaced_;
  deleted_since_walk_ = true;
}

/// After accept or expire: both make a pending invite into something final.
void Model::JudgeChanged(const std::string& id, const std::string& to, const Exchange& answer,
                         Now now) {
  Known* known = Mutable(id);
  const std::string rule = to == "accepted" ? "INV-LIFE-02" : "INV-LIFE-04";
  if (known == nullptr || known->state == State::kDeleted) {
    return JudgeGone(id, known, answer, known == nullptr ? rule : "INV-DELETE-01");
  }
  const std::string status = Status(*known, now);
  if (!Obeyed(answer)) {
    if (status == "pending" || !Refused(answer)) {
      return findings_->Fail(rule, id + " to become " + to, Summary(answer));
    }
    if (known->state == State::kPending) known->state = State::kExpired;
    known->blame = "INV-LIFE-06";
    return;
  }
  if (status == "accepted" || status == "expired") {
    findings_->Fail("INV-LIFE-06", "a refusal: " + id + " is " + status, Summary(answer));
  }
  const auto seen = ReadInvite(answer.json);
  if (!seen || seen->id != id || seen->status != to) {
    return findings_->Fail(rule, "the invite, " + to, Summary(answer));
  }
  if (to == "accepted" && (!seen->accepted_at || *seen->accepted_at < seen->created_at)) {
    findings_->Fail("INV-LIFE-02", "accepted_at not before " + std::to_string(seen->created_at),
                    Summary(answer));
  }
  if (to == "expired" && seen->expires_at && *seen->expires_at < seen->created_at) {
    findings_->Fail("INV-LIFE-03", "expires_at not before created_at", Summary(answer));
  }
  InviteSeen same = known->last;
  same.status = to;
  same.accepted_at = seen->accepted_at;
  if (to == "expired") same.expires_at = seen->expires_at;
  if (same != *seen) findings_->Fail(rule, "only the status to change", ToText(*seen));
  known->last = *seen;
  known->state = to == "accepted" ? State::kAccepted : State::kExpired;
  known->by_command = true;
  known->confirmed = false;
  known->blame.clear();
}

void Model::JudgeAccept(const std::string& id, const Exchange& answer, Now now) {
  JudgeChanged(id, "accepted", answer, now);
}

void Model::JudgeExpire(const std::string& id, const Exchange& answer, Now now) {
  JudgeChanged(id, "expired", answer, now);
}

}  // namespace invitro::contract
