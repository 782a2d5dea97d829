#include "contract_tests/facts/watch.h"

#include <gtest/gtest.h>

#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/rule_table.h"
#include "contract_tests/facts/schema.h"

namespace invitro::contract {
namespace {

constexpr const char* kInvite =
    R"({"object":"organization.invite","id":"invite-1","email":"a@example.com","role":"reader",)"
    R"("status":"pending","created_at":1711471533,"expires_at":null,"projects":[],"new":1})";

Exchange Answer(Operation operation, int status, const std::string& body) {
  Exchange exchange;
  exchange.operation = operation;
  exchange.status = status;
  exchange.headers = {{"Content-Type", "application/json; charset=utf-8"}};
  exchange.body = body;
  exchange.json = Json::parse(body, nullptr, false);
  return exchange;
}

/// The rule that an answer breaks; "" if it is good.
std::string Breaks(const Exchange& exchange, bool thoroughly = true) {
  Findings findings;
  try {
    Watch(exchange, thoroughly, findings);
  } catch (const Broken& broken) {
    return broken.finding.rule;
  }
  const auto noted = findings.TakeNoted();
  return noted.empty() ? "" : noted.front().rule;
}

std::string Without(const char* field) {
  Json invite = Json::parse(kInvite);
  invite.erase(field);
  return invite.dump();
}

std::string With(const char* field, const Json& value) {
  Json invite = Json::parse(kInvite);
  invite[field] = value;
  return invite.dump();
}

TEST(Watch, TakesBothDialectsAndFurtherFields) {
  EXPECT_EQ(Breaks(Answer(Operation::kRetrieve, 200, kInvite)), "");
  Json older = Json::parse(Without("created_at"));
  older["invited_at"] = 1711471533;
  older["expires_at"] = 1711471599;
  older.erase("projects");
  EXPECT_EQ(Breaks(Answer(Operation::kRetrieve, 200, older.dump())), "");
}

TEST(Watch, FindsEachMissingOrMistypedField) {
  for (const char* field : {"object", "id", "email", "role", "status", "created_at", "projects"}) {
    EXPECT_EQ(Breaks(Answer(Operation::kCreate, 200, Without(field))), "INV-SHAPE-01") << field;
    EXPECT_EQ(Breaks(Answer(Operation::kCreate, 200, With(field, 1.5))), "INV-SHAPE-01") << field;
  }
  EXPECT_EQ(Breaks(Answer(Operation::kCreate, 200, With("status", "open"))), "INV-SHAPE-01");
  EXPECT_EQ(Breaks(Answer(Operation::kCreate, 200, With("accepted_at", "now"))), "INV-SHAPE-01");
  EXPECT_EQ(Breaks(Answer(Operation::kCreate, 200, "[]")), "INV-SHAPE-01");
  EXPECT_EQ(Breaks(Answer(Operation::kCreate, 200, "{")), "INV-SHAPE-01");
}

TEST(Watch, LooksAtEveryInviteOfAPage) {
  const auto page = [](const std::string& invite, const std::string& last) {
    return Answer(Operation::kList, 200,
                  R"({"object":"list","data":[)" + invite +
                      R"(],"has_more":false,"first_id":"invite-1",)" + R"("last_id":")" + last +
                      R"("})");
  };
  EXPECT_EQ(Breaks(page(kInvite, "invite-1")), "");
  EXPECT_EQ(Breaks(page(Without("role"), "invite-1")), "INV-SHAPE-01");
  EXPECT_EQ(Breaks(page(kInvite, "invite-2")), "INV-PAGE-06");
  EXPECT_EQ(Breaks(page("", "invite-1")), "INV-PAGE-06");
  EXPECT_EQ(Breaks(Answer(Operation::kList, 200,
                          R"({"object":"list","data":[],"has_more":false,"first_id":""})")),
            "");
}

TEST(Watch, HoldsDeletionsErrorsAndContentTypes) {
  EXPECT_EQ(Breaks(Answer(Operation::kDelete, 200, R"({"id":"x","deleted":true})")),
            "INV-SHAPE-04");
  const std::string error = R"({"error":{"message":"m","type":"t","param":null,"code":null}})";
  EXPECT_EQ(Breaks(Answer(Operation::kList, 404, error)), "");
  EXPECT_EQ(Breaks(Answer(Operation::kList, 404, R"({"error":"m"})")), "INV-ERR-01");
  EXPECT_EQ(Breaks(Answer(Operation::kList, 403, R"({"error":"m"})")), "");
  EXPECT_EQ(Breaks(Answer(Operation::kList, 403, R"({"error":7})")), "INV-ERR-01");
  EXPECT_EQ(Breaks(Answer(Operation::kList, 401, R"({"error":"m"})")), "INV-ERR-01");
  Exchange html = Answer(Operation::kList, 404, error);
  html.headers = {{"content-type", "text/html"}};
  EXPECT_EQ(Breaks(html), "INV-SHAPE-05");
}

TEST(RuleTable, HasEveryRuleWithItsStanding) {
  ASSERT_NE(FindRule("INV-PAGE-05"), nullptr);
  EXPECT_TRUE(IsDocumented("INV-PAGE-05"));
  EXPECT_FALSE(IsDocumented("INV-PAGE-09"));
  EXPECT_EQ(FindRule("nothing"), nullptr);
  for (const RuleRow& row : RuleTable()) {
    EXPECT_TRUE(row.standing == "documented" || row.standing == "observed" ||
                row.standing == "likely" || row.standing == "open" || row.standing == "twin")
        << row.id << ": " << row.standing;
  }
}

}  // namespace
}  // namespace invitro::contract
