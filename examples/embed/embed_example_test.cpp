// One twin for all tests of this program; each test's own key gives it an organization of its own.

#include <gtest/gtest.h>
#include <invitro/client.h>
#include <invitro/mock_server.h>

#include <set>
#include <string>

namespace {

using invitro::Client;
using invitro::Invite;
using invitro::InviteStatus;
using invitro::MockServer;

class InvitesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_TRUE(Server().ok()) << Server().error(); }

  static MockServer& Server() {
    static MockServer server({.policies = {{"list_order", "oldest_first"}}});
    return server;
  }

  static Client NewClient() {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    return *Client::Make({.base_url = Server().base_url(), .key = "sk-admin-" + name});
  }
};

TEST_F(InvitesTest, AnAcceptedInviteCannotBeDeleted) {
  Client client = NewClient();
  const auto invite = client.Create({.email = "anna@example.com", .role = "reader"});
  ASSERT_TRUE(invite) << invitro::Describe(invite.error());
  ASSERT_TRUE(client.Accept(invite->id));

  const auto deleted = client.Delete(invite->id);
  ASSERT_FALSE(deleted);
  EXPECT_EQ(std::get<invitro::ApiError>(deleted.error()).status, 400);
  EXPECT_EQ(client.Retrieve(invite->id)->status, InviteStatus::kAccepted);
}

TEST_F(InvitesTest, AWalkSeesEveryInviteOnce) {
  Client client = NewClient();
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    ASSERT_TRUE(client.Create({.email = name + std::string("@example.com"), .role = "reader"}));
  }
  std::set<std::string> seen;
  for (const invitro::Result<Invite>& invite : client.ListAll(2)) {
    ASSERT_TRUE(invite) << invitro::Describe(invite.error());
    EXPECT_TRUE(seen.insert(invite->id).second);
  }
  EXPECT_EQ(seen.size(), 5U);
}

TEST(EmbeddedServer, ManyRunSideBySide) {
  const MockServer one;
  const MockServer other;
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_NE(one.port(), other.port());
}

}  // namespace
