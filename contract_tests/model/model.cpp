#include "contract_tests/model/model.h"

#include "contract_tests/facts/finding.h"

namespace invitro::contract {
namespace {

bool Succeeded(const Exchange& answer) { return answer.status == 200; }   // as documented
bool Obeyed(const Exchange& answer) { return answer.status / 100 == 2; }  // of a control plane
bool Refused(const Exchange& answer) { return answer.status >= 400 && answer.status < 500; }

/// The pairs of id and role; further fields of a project are the target's own business.
Json Essence(const Json& projects) {
  Json pairs = Json::array();
  if (!projects.is_array()) return pairs;
  for (const Json& project : projects) {
    const bool whole = project.is_object() && project.contains("id") && project.contains("role");
    pairs.push_back(whole ? Json{project["id"], project["role"]} : project);
  }
  return pairs;
}

}  // namespace

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
  if (late_ && now.earliest >= *known.last.expires_at + *late_) return "expired";
  return "";
}

/// What became of the earlier invites of an address, as the question that a further one is.
std::string Model::Earlier(const std::string& address, Now now, bool& certain) const {
  std::string question;
  int live = 0;
  for (const auto& [id, known] : by_id_) {
    if (known.address != address || known.state == State::kDeleted) continue;
    const std::string status = Status(known, now);
    if (status.empty()) certain = false;
    question = status + " invite";
    ++live;
  }
  if (live > 1) certain = false;  // which of them counts is the target's business
  return live == 0 ? "deleted invite" : question;
}

void Model::JudgeCreate(const Wish& wish, const Exchange& answer, Now now) {
  const bool again = addresses_.contains(wish.address);
  const bool in_projects = wish.projects && wish.projects->is_array() && !wish.projects->empty();
  if (in_projects && Refused(answer)) {  // who is in no project of that id, nobody documents
    return answers_->Note("INV-CREATE-17", "projects that the target may not know",
                          "refused with " + std::to_string(answer.status));
  }
  if (!Succeeded(answer) && !(again && Refused(answer))) {
    throw Broken("INV-CREATE-01", "200 and the invite", Summary(answer));
  }
  if (again) {
    if (const auto same = ReadInvite(answer.json); same && Succeeded(answer)) {
      Known* known = Mutable(same->id);
      if (known && known->state != State::kDeleted && known->address == wish.address) {
        answers_->Note("INV-CREATE-08", "inviting again", "the invite that there is");
        by_tag_[wish.tag] = same->id;
        return JudgeSame("INV-CREATE-08", *known, *same, now);
      }
    }
    bool certain = true;
    const std::string earlier = Earlier(wish.address, now, certain);
    const std::string said =
        Succeeded(answer) ? "a new one" : "refused with " + std::to_string(answer.status);
    if (certain)
      answers_->Hold("INV-CREATE-08", "inviting again: an address with a " + earlier, said);
  }
  if (!Succeeded(answer)) return;
  const auto seen = ReadInvite(answer.json);
  if (!seen) throw Broken("INV-SHAPE-01", "an invite", Summary(answer));
  JudgeNew(wish, *seen);
  addresses_.insert(wish.address);
  by_id_[seen->id] = {wish.tag, wish.address, *seen};
  by_tag_[wish.tag] = seen->id;
  ++unplaced_;
}

void Model::JudgeNew(const Wish& wish, const InviteSeen& seen) const {
  if (by_id_.contains(seen.id)) {
    throw Broken("INV-CREATE-03", "an id that no other invite had", seen.id);
  }
  if (seen.status != "pending") throw Broken("INV-CREATE-01", "status pending", seen.status);
  if (seen.email != wish.address) throw Broken("INV-CREATE-02", wish.address, seen.email);
  if (seen.role != wish.role) throw Broken("INV-CREATE-02", "role " + wish.role, seen.role);
  if (seen.expires_at && *seen.expires_at < seen.created_at) {
    throw Broken("INV-CREATE-04", "expires_at not before " + std::to_string(seen.created_at),
                 std::to_string(*seen.expires_at));
  }
  if (seen.accepted_at) {
    throw Broken("INV-LIFE-02", "accepted_at null or absent", std::to_string(*seen.accepted_at));
  }
  if (!wish.projects || !wish.projects->is_array()) {
    return answers_->Hold("INV-CREATE-07", "projects shown when none were given",
                          seen.projects.is_null() ? "absent"
                          : seen.projects.empty() ? "[]"
                                                  : "a default project");
  }
  if (seen.projects.is_null()) return;  // the older dialect may leave them out
  if (Essence(seen.projects) != Essence(*wish.projects)) {
    throw Broken(wish.projects->empty() ? "INV-CREATE-06" : "INV-CREATE-05",
                 "projects " + wish.projects->dump(), seen.projects.dump());
  }
}

void Model::JudgeStatus(const Known& known, const InviteSeen& seen, Now now) const {
  const std::string must = Status(known, now);
  const bool fits =
      must.empty() ? seen.status == "pending" || seen.status == "expired" : seen.status == must;
  if (fits) return;
  const bool finished = known.state == State::kAccepted || known.state == State::kExpired;
  std::string rule = seen.status == "accepted" ? "INV-LIFE-02" : "INV-LIFE-04";
  if (finished) rule = "INV-LIFE-06";
  if (finished && !known.confirmed) {
    rule = known.state == State::kAccepted ? "INV-LIFE-02" : "INV-LIFE-04";
  }
  if (!known.blame.empty()) rule = known.blame;
  throw Broken(rule, "status " + (must.empty() ? "pending or expired" : must), ToText(seen));
}

void Model::JudgeStamps(const Known& known, const InviteSeen& seen) const {
  const auto text = [](std::optional<std::int64_t> time) {
    return time ? std::to_string(*time) : std::string("none");
  };
  if (seen.accepted_at != known.last.accepted_at) {
    throw Broken("INV-LIFE-02", "accepted_at " + text(known.last.accepted_at),
                 text(seen.accepted_at));
  }
  if (seen.expires_at != known.last.expires_at) {
    throw Broken("INV-LIFE-03", "expires_at " + text(known.last.expires_at), text(seen.expires_at));
  }
}

void Model::JudgeSame(const std::string& rule, Known& known, const InviteSeen& seen, Now now) {
  JudgeStatus(known, seen, now);
  InviteSeen same = known.last;
  same.status = seen.status;
  same.expires_at = seen.expires_at;
  same.accepted_at = seen.accepted_at;
  if (same != seen) {
    throw Broken(rule, "the invite as it was: " + ToText(known.last), ToText(seen));
  }
  JudgeStamps(known, seen);
  if (seen.status == "expired") known.state = State::kExpired;  // there is no way back
  known.confirmed = true;
  known.last = seen;
}

void Model::JudgeGone(const std::string& id, const Known* known, const Exchange& answer,
                      const std::string& rule) {
  if (answer.status == 404) return;
  throw Broken(rule, "404: " + id + (known != nullptr ? " was deleted" : " never was"),
               Summary(answer));
}

void Model::JudgeEarlier(const std::string& id, const Exchange& answer, Now now) {
  Known* known = Mutable(id);
  if (known == nullptr) return;
  const bool gave_way = answer.status == 404;
  const std::string status = Status(*known, now);
  if (!gave_way) JudgeRetrieve(id, answer, now);
  if (!status.empty()) {
    answers_->Hold("INV-CREATE-08", "inviting again: the earlier invite, " + status,
                   gave_way ? "gives way" : "stays");
  }
  if (gave_way) Remove(*known);
}

void Model::JudgeRetrieve(const std::string& id, const Exchange& answer, Now now) {
  Known* known = Mutable(id);
  if (known == nullptr) return JudgeGone(id, known, answer, "INV-GET-02");
  if (known->state == State::kDeleted) return JudgeGone(id, known, answer, "INV-DELETE-01");
  const auto seen = Succeeded(answer) ? ReadInvite(answer.json) : std::nullopt;
  if (!seen) {
    const bool fresh = !known->listed && known->blame.empty();
    throw Broken(fresh ? "INV-CREATE-14" : WhyMissing(*known), "200 and " + ToText(known->last),
                 Summary(answer));
  }
  JudgeSame("INV-GET-01", *known, *seen, now);
}

void Model::JudgeDelete(const std::string& id, const Exchange& answer, Now now) {
  Known* known = Mutable(id);
  if (known == nullptr) return JudgeGone(id, known, answer, "INV-DELETE-04");
  if (known->state == State::kDeleted) return JudgeGone(id, known, answer, "INV-DELETE-03");
  const std::string status = Status(*known, now);
  const bool expired = status == "expired";
  if (status == "accepted") {
    if (!Refused(answer)) {
      throw Broken("INV-DELETE-06", "a refusal: " + id + " is accepted", Summary(answer));
    }
    answers_->Hold("INV-DELETE-06", "deleting an accepted invite",
                   "refused with " + std::to_string(answer.status));
    known->blame = "INV-DELETE-06";
    return;
  }
  if (!Succeeded(answer) && (status == "pending" || !Refused(answer))) {
    throw Broken("INV-DELETE-02", "200: " + id + " is " + status, Summary(answer));
  }
  if (expired) {
    answers_->Hold(
        "INV-DELETE-07", "deleting an expired invite",
        Succeeded(answer) ? "deletes it" : "refused with " + std::to_string(answer.status));
  }
  if (!Succeeded(answer)) {
    known->blame = "INV-DELETE-07";
    known->state = State::kExpired;
    return;
  }
  const bool object = answer.json.is_object();
  if (!object || answer.json.value("id", Json()) != Json(id) ||
      answer.json.value("deleted", Json()) != Json(true)) {
    throw Broken("INV-SHAPE-04", "deleted: true and the id " + id, Summary(answer));
  }
  Remove(*known);
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
      throw Broken(rule, id + " to become " + to, Summary(answer));
    }
    if (known->state == State::kPending) known->state = State::kExpired;
    known->blame = "INV-LIFE-06";
    return;
  }
  const auto seen = ReadInvite(answer.json);
  if (status == "accepted" || status == "expired") {
    throw Broken("INV-LIFE-06", "a refusal: " + id + " is " + status, Summary(answer));
  }
  if (!seen || seen->id != id || seen->status != to) {
    throw Broken(rule, "the invite, " + to, Summary(answer));
  }
  if (to == "accepted" && (!seen->accepted_at || *seen->accepted_at < seen->created_at)) {
    throw Broken("INV-LIFE-02", "accepted_at not before " + std::to_string(seen->created_at),
                 Summary(answer));
  }
  if (to == "expired" && seen->expires_at && *seen->expires_at < seen->created_at) {
    throw Broken("INV-LIFE-03", "expires_at not before created_at", Summary(answer));
  }
  InviteSeen same = known->last;
  same.status = to;
  same.accepted_at = seen->accepted_at;
  same.expires_at = seen->expires_at;
  if (same != *seen) throw Broken(rule, "only the status to change", ToText(*seen));
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
