// The judge of creations: new invites, and addresses that were invited before.

#include "contract_tests/model/addresses.h"
#include "contract_tests/model/model.h"
#include "contract_tests/model/responses.h"
#include "invitro/error.h"

namespace invitro::contract {
namespace {

constexpr const char* kOnlyDeleted = "deleted invite";

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

Model::EarlierInvites Model::Earlier(const std::string& address, Now now) const {
  EarlierInvites earlier{kOnlyDeleted};
  int live = 0;
  for (const auto& [id, known] : by_id_) {
    if (known.address != address || known.state == State::kDeleted) continue;
    const std::string status = Status(known, now);
    if (status == "pending" || status == "accepted") earlier.duplicate_of = status;
    if (status.empty()) earlier.certain = false;
    earlier.question = status + " invite";
    ++live;
  }
  if (live > 1) earlier.certain = false;  // which of them decides is open
  return earlier;
}

/// A creation for an address that has a pending or an accepted invite.
void Model::JudgeDuplicate(const Exchange& answer, const std::string& status) {
  const std::string situation = "the address has an invite that is " + status;
  if (!Refused(answer)) {
    return findings_->Fail("INV-CREATE-08", "a refusal (4xx): " + situation, Summary(answer));
  }
  answers_->Note("INV-CREATE-18", "inviting again: an address with a " + status + " invite",
                 "refused with " + std::to_string(answer.status));
  if (answer.status != 400) {
    findings_->Note("INV-CREATE-18", "400: " + situation, Summary(answer));
  }
}

/// A second creation that is answered with the first one's invite. Returns false if it is not.
bool Model::JudgeSameAgain(const Wish& wish, const Exchange& answer, Now now) {
  const auto same = ReadInvite(answer.json);
  Known* known = same ? Mutable(same->id) : nullptr;
  if (known == nullptr || known->state == State::kDeleted || known->address != wish.address) {
    return false;
  }
  answers_->Note("INV-CREATE-08", "inviting again", "the invite that there is");
  by_tag_[wish.tag] = same->id;
  JudgeSame("INV-CREATE-08", *known, *same, now);
  return true;
}

void Model::JudgeCreate(const Wish& wish, const Exchange& answer, Now now) {
  const bool again = addresses_.contains(wish.address);
  const bool in_projects = wish.projects && wish.projects->is_array() && !wish.projects->empty();
  if (in_projects && Refused(answer)) {  // a target may refuse projects that it does not know
    return answers_->Note("INV-CREATE-17", "projects that the target may not know",
                          "refused with " + std::to_string(answer.status));
  }
  if (wish.form != 0 && !again && Refused(answer)) {
    return answers_->Note("INV-CREATE-15", std::string("an address with ") + NameOfForm(wish.form),
                          "refused with " + std::to_string(answer.status));
  }
  const EarlierInvites earlier = again ? Earlier(wish.address, now) : EarlierInvites{};
  if (!earlier.duplicate_of.empty()) {
    JudgeDuplicate(answer, earlier.duplicate_of);
  } else if (again && earlier.certain && earlier.question == kOnlyDeleted && Refused(answer)) {
    return findings_->Fail("INV-CREATE-21", "200 or 201: the address's earlier invite was deleted",
                           Summary(answer));
  } else if (!Created(answer) && !(again && Refused(answer))) {
    findings_->Fail("INV-CREATE-01", "200 or 201 and the invite", Summary(answer));
  }
  const bool made = answer.status / 100 == 2;  // a tolerated 202 makes one, too
  if (again && made && JudgeSameAgain(wish, answer, now)) return;
  if (again && earlier.certain && earlier.duplicate_of.empty()) {
    answers_->Hold(*findings_, "INV-CREATE-08",
                   "inviting again: an address with a " + earlier.question,
                   made ? "a new one" : "refused with " + std::to_string(answer.status));
  }
  if (!made) return;
  const auto seen = ReadInvite(answer.json);
  if (!seen) return findings_->Fail("INV-SHAPE-01", "an invite", Summary(answer));
  JudgeNew(wish, *seen);
  addresses_.insert(wish.address);
  by_id_[seen->id] = {wish.tag, wish.address, *seen};
  by_id_[seen->id].state = StateOf(seen->status, State::kPending);
  by_tag_[wish.tag] = seen->id;
  ++unplaced_;
}

/// Two rules: that the invite is for this address is documented, that the address is returned byte
/// for byte is only likely.
void Model::JudgeAddress(const Wish& wish, const InviteSeen& seen) const {
  if (seen.email == wish.address) return;
  const bool same = SameMailbox(wish.address, seen.email);
  const std::string how = HowItChanged(wish.address, seen.email);
  findings_->Note(same ? "INV-CREATE-20" : "INV-CREATE-02",
                  "the address as it was given: " + Printable(wish.address, 120),
                  Printable(seen.email, 120) + (how.empty() ? "" : " (the target " + how + ")"));
}

void Model::JudgeNew(const Wish& wish, const InviteSeen& seen) const {
  if (by_id_.contains(seen.id)) {
    findings_->Fail("INV-CREATE-03", "an id that no other invite had", seen.id);
  }
  if (seen.status != "pending") findings_->Fail("INV-CREATE-01", "status pending", seen.status);
  JudgeAddress(wish, seen);
  if (seen.role != wish.role) findings_->Fail("INV-CREATE-02", "role " + wish.role, seen.role);
  if (seen.expires_at && *seen.expires_at < seen.created_at) {
    findings_->Fail("INV-CREATE-04", "expires_at not before " + std::to_string(seen.created_at),
                    std::to_string(*seen.expires_at));
  }
  if (seen.accepted_at && seen.status == "pending") {
    findings_->Fail("INV-LIFE-02", "accepted_at null or absent", std::to_string(*seen.accepted_at));
  }
  if (!wish.projects || !wish.projects->is_array()) {
    return answers_->Hold(*findings_, "INV-CREATE-07", "projects shown when none were given",
                          seen.projects.is_null() ? "absent"
                          : seen.projects.empty() ? "[]"
                                                  : "a default project");
  }
  if (seen.projects.is_null()) return;  // the older dialect may leave them out
  if (Essence(seen.projects) != Essence(*wish.projects)) {
    findings_->Fail(wish.projects->empty() ? "INV-CREATE-06" : "INV-CREATE-05",
                    "projects " + wish.projects->dump(), seen.projects.dump());
  }
}

void Model::JudgeEarlier(const std::string& id, const Exchange& answer, Now now) {
  Known* known = Mutable(id);
  if (known == nullptr) return;
  const bool gave_way = answer.status == 404;
  const std::string status = Status(*known, now);
  if (!gave_way) JudgeRetrieve(id, answer, now);
  if (!status.empty()) {
    answers_->Hold(*findings_, "INV-CREATE-08", "inviting again: the earlier invite, " + status,
                   gave_way ? "gives way" : "stays");
  }
  if (gave_way) Remove(*known);
}

}  // namespace invitro::contract
