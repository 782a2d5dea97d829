#pragma once

// What the model's tests share: a model, and responses for it to judge.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "contract_tests/facts/findings.h"
#include "contract_tests/model/model.h"

namespace invitro::contract {

inline constexpr std::int64_t kThen = 1'000'000;
inline constexpr std::int64_t kLife = 600;

inline Exchange Answer(int status, const Json& json) {
  Exchange exchange;
  exchange.status = status;
  exchange.json = json;
  exchange.body = json.dump();
  return exchange;
}

inline Json Invite(const std::string& id, const std::string& status = "pending") {
  return {{"object", "organization.invite"},
          {"id", id},
          {"email", id + "@example.com"},
          {"role", "reader"},
          {"status", status},
          {"created_at", kThen},
          {"expires_at", kThen + kLife},
          {"projects", Json::array()}};
}

using Rules = std::pair<std::string, std::string>;  // the thrown one, the noted one

class ModelTest : public testing::Test {
 protected:
  ModelTest() { answers_.NoteLate(1); }

  void Create(int tag, const std::string& id) {
    model_.JudgeCreate({tag, id + "@example.com", "reader", Json::array()}, Answer(200, Invite(id)),
                       now_);
  }

  /// a, b, c … in the list in this order.
  void Fill(const std::string& letters) {
    std::vector<InviteSeen> walk;
    for (const char letter : letters) {
      Create(next_tag_++, std::string(1, letter));
      walk.push_back(*ReadInvite(Invite(std::string(1, letter))));
    }
    model_.JudgeWalk(walk, now_);
  }

  static Exchange Page(const std::string& letters, bool more) {
    Json page = {{"object", "list"}, {"data", Json::array()}, {"has_more", more}};
    for (const char letter : letters) page["data"].push_back(Invite(std::string(1, letter)));
    return Answer(200, page);
  }

  void Delete(const std::string& id) {
    model_.JudgeDelete(id, Answer(200, {{"id", id}, {"deleted", true}}), now_);
  }

  /// The rule that was noted since the last call; "" if none.
  std::string NotedRule() {
    const auto noted = findings_.TakeNoted();
    return noted.empty() ? "" : noted.front().rule;
  }

  static Cursor Behind(const std::string& id) { return {Cursor::Kind::kInvite, id}; }

  Answers answers_;
  Findings findings_;
  Model model_{answers_, findings_, true};
  Now now_{kThen, kThen};
  int next_tag_ = 0;
};

/// The rule that `judge` finds broken; "" if none.
inline std::string Rule(const std::function<void()>& judge) {
  try {
    judge();
    return "";
  } catch (const Broken& broken) {
    return broken.finding.rule;
  }
}

}  // namespace invitro::contract
