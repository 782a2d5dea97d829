#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/fake_transport.h"
#include "invitro/client.h"

namespace invitro {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Walk {
  std::vector<std::string> ids;
  std::string error;  // "": it ended well
  std::vector<std::string> paths;
};

/// Walks a server that answers with these pages, the last one for ever; 50 invites at most.
Walk WalkPages(std::deque<Answer> pages) {
  FakeTransport::Seen seen;
  Client client(std::make_unique<FakeTransport>(FakeTransport::Script(std::move(pages)), seen),
                "/v1", "key");
  Walk walk;
  constexpr std::size_t kTooMany = 50;
  InviteRange range = client.ListAll(7);
  for (const Result<Invite>& invite : range) {
    EXPECT_EQ(walk.error, "") << "something came behind an error";
    if (invite) {
      walk.ids.push_back(invite->id);
    } else {
      walk.error = Describe(invite.error());
    }
    if (walk.ids.size() > kTooMany) break;
  }
  for (const HttpRequest& request : seen.requests) walk.paths.push_back(request.path);
  return walk;
}

Answer Page(const std::vector<std::string>& ids, bool has_more,
            const std::string& last_id = "null") {
  return Status(200, PageJson(ids, has_more, last_id));
}

TEST(InviteRangeTest, WalksPageByPage) {
  const Walk walk = WalkPages({Page({"a", "b"}, true, R"("b")"), Page({"c"}, false, R"("c")")});
  EXPECT_THAT(walk.ids, ElementsAre("a", "b", "c"));
  EXPECT_EQ(walk.error, "");
  EXPECT_THAT(walk.paths, ElementsAre("/v1/organization/invites?limit=7",
                                      "/v1/organization/invites?limit=7&after=b"));
}

TEST(InviteRangeTest, AnEmptyOrganizationIsNoError) {
  const Walk walk = WalkPages({Page({}, false)});
  EXPECT_THAT(walk.ids, ElementsAre());
  EXPECT_EQ(walk.error, "");
}

TEST(InviteRangeTest, AnEmptyPageWithMoreBehindItDoesNotEndTheWalk) {
  const Walk walk =
      WalkPages({Page({"a"}, true, R"("a")"), Page({}, true, R"("x")"), Page({"b"}, false)});
  EXPECT_THAT(walk.ids, ElementsAre("a", "b"));
  EXPECT_EQ(walk.error, "");
}

TEST(InviteRangeTest, WithoutALastIdTheLastInviteIsTheCursor) {
  const Walk walk = WalkPages({Page({"a", "b"}, true), Page({"c"}, false)});
  EXPECT_THAT(walk.ids, ElementsAre("a", "b", "c"));
  EXPECT_THAT(walk.paths[1], HasSubstr("after=b"));
}

TEST(InviteRangeTest, AFirstPageRepeatedForEverIsAnError) {
  const Walk walk = WalkPages({Page({"a", "b"}, true, R"("b")")});
  EXPECT_THAT(walk.ids, ElementsAre("a", "b"));
  EXPECT_THAT(walk.error, HasSubstr("does not move on"));
}

TEST(InviteRangeTest, ACircleOfPagesIsAnError) {
  const Walk walk = WalkPages(
      {Page({"a"}, true, R"("a")"), Page({"b"}, true, R"("b")"), Page({"a"}, true, R"("a")")});
  EXPECT_THAT(walk.ids, ElementsAre("a", "b"));
  EXPECT_THAT(walk.error, HasSubstr("does not move on"));
}

TEST(InviteRangeTest, MoreWithoutACursorIsAnError) {
  const Walk walk = WalkPages({Page({}, true)});
  EXPECT_THAT(walk.error, HasSubstr("neither 'last_id'"));
}

TEST(InviteRangeTest, AnErrorIsTheLastThingItGives) {
  const Walk walk = WalkPages({Page({"a"}, true, R"("a")"), Status(500, "oh")});
  EXPECT_THAT(walk.ids, ElementsAre("a"));
  EXPECT_THAT(walk.error, HasSubstr("refused with 500"));
}

TEST(ClientTest, SendsWhatTheApiExpects) {
  FakeTransport::Seen seen;
  Client client(
      std::make_unique<FakeTransport>(FakeTransport::Script({Status(200, InviteJson("a"))}), seen),
      "/v1", "k");
  ASSERT_TRUE(client.Create({"a@x", "owner", std::nullopt}));
  ASSERT_TRUE(client.Retrieve("a/b ü"));
  ASSERT_TRUE(client.Accept("a"));
  EXPECT_EQ(seen.requests[0].method, "POST");
  EXPECT_EQ(seen.requests[0].body, R"({"email":"a@x","role":"owner"})");
  EXPECT_THAT(seen.requests[0].headers,
              testing::Contains(testing::Pair("Authorization", "Bearer k")));
  EXPECT_EQ(seen.requests[1].path, "/v1/organization/invites/a%2Fb%20%C3%BC");
  EXPECT_EQ(seen.requests[2].path, "/_mock/invites/a/accept");
}

}  // namespace
}  // namespace invitro
