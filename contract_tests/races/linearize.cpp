#include "contract_tests/races/linearize.h"

#include <algorithm>
#include <set>

#include "contract_tests/facts/finding.h"

namespace invitro::contract {
namespace {

constexpr int kWhole = 100;  // a list with this limit contains every invite

/// Checks a response to the key of another organization: it must not contain these invites, in any
/// order of the calls.
void JudgeElsewhere(const Model& model, const Interval& each) {
  const Exchange& answer = *each.exchange;
  const auto page = answer.status == 200 ? ReadPage(answer.json) : std::nullopt;
  const bool list = each.call.kind == RaceCall::Kind::kList;
  const bool apart = page && std::ranges::none_of(page->data, [&](const InviteSeen& invite) {
                       return model.Find(invite.id) != nullptr;
                     });
  if (list ? apart : answer.status == 404) return;
  throw Broken("INV-KEY-07", "nothing of this organization with another's key", Summary(answer));
}

/// One call's answer, judged where the order has come to.
void Judge(Model& model, const Interval& each, const std::map<int, std::string>& ids, Now now) {
  const auto id = [&] {
    const auto it = ids.find(each.call.tag);
    return it == ids.end() ? std::string() : it->second;
  };
  const Exchange& answer = *each.exchange;
  if (IsLimited(each)) return;  // not carried out, so it fits anywhere
  if (each.call.elsewhere) return JudgeElsewhere(model, each);
  switch (each.call.kind) {
    case RaceCall::Kind::kCreate:
      return model.JudgeCreate({each.call.tag, each.email, "reader", Json::array()}, answer, now);
    case RaceCall::Kind::kDelete:
      return model.JudgeDelete(id(), answer, now);
    case RaceCall::Kind::kAccept:
      return model.JudgeAccept(id(), answer, now);
    case RaceCall::Kind::kRetrieve:
      return model.JudgeRetrieve(id(), answer, now);
    case RaceCall::Kind::kList: {
      if (each.call.limit < kWhole || each.call.behind >= 0) {
        const auto behind = ids.find(each.call.behind);
        const Cursor cursor =
            behind == ids.end() ? Cursor{} : Cursor{Cursor::Kind::kInvite, behind->second};
        return model.JudgePage(each.call.limit, cursor, answer, now);
      }
      const auto page = answer.status == 200 ? ReadPage(answer.json) : std::nullopt;
      if (!page || page->has_more) throw Broken("INV-PAGE-02", "200 and a page", Summary(answer));
      return model.JudgeWalk(page->data, now);
    }
  }
}

class Search {
 public:
  Search(const History& history, const std::map<int, std::string>& ids, Now now)
      : history_(history), ids_(ids), now_(now) {}

  bool From(std::uint64_t done, std::size_t count, const Model& model) {
    if (count == history_.size()) return true;
    if (!seen_.insert(std::to_string(done) + model.Digest()).second) return false;
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if ((done >> i & 1U) != 0 || !MayBeNext(done, i)) continue;
      Model next = model;
      try {
        Judge(next, history_[i], ids_, now_);
      } catch (const Broken& broken) {
        if (!furthest || count >= furthest->placed) {
          furthest = {broken.finding.rule, broken.finding.expected,
                      ToText(history_[i].call) + ": " + broken.finding.got, count};
        }
        continue;
      }
      if (From(done | std::uint64_t{1} << i, count + 1, next)) return true;
    }
    return false;
  }

  std::optional<Contradiction> furthest;

 private:
  /// Whether no other call that is yet to come had ended before this one began.
  bool MayBeNext(std::uint64_t done, std::size_t i) const {
    for (std::size_t other = 0; other < history_.size(); ++other) {
      const bool waits = (done >> other & 1U) == 0;
      if (waits && history_[other].ended_ns < history_[i].began_ns) return false;
    }
    return true;
  }

  const History& history_;
  const std::map<int, std::string>& ids_;
  const Now now_;
  std::set<std::string> seen_;
};

}  // namespace

std::optional<Contradiction> Contradicts(const History& history, const Model& before,
                                         const std::map<int, std::string>& ids, Now now) {
  Findings hypothetical = before.findings();  // an order that did not happen departs from nothing
  Answers answers =
      before.answers().Hypothetical();  // and the target's answers are not learned from it
  Search search(history, ids, now);
  if (search.From(0, 0, before.JudgingInto(hypothetical, answers))) return std::nullopt;
  return search.furthest ? search.furthest
                         : Contradiction{"INV-PAGE-08", "an order of the calls", "none", 0};
}

}  // namespace invitro::contract
