// With a seed and a stopped clock, the same requests give the same bytes, headers included.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "invitro/mock_server.h"
#include "mock_server/server/test_http.h"

namespace invitro {
namespace {

constexpr const char* kInvites = "/v1/organization/invites";

MockServerOptions Seeded(std::uint64_t seed) {
  MockServerOptions options;
  options.seed = seed;
  options.frozen_at = 1'711'471'533;
  return options;
}

/// A short life with one of everything; all answers, heads and bodies, in order.
std::vector<std::string> Play(const MockServer& server, bool with_others) {
  std::vector<std::string> answers;
  const auto ask = [&](const std::string& method, const std::string& target,
                       const std::string& body = "") {
    if (with_others)
      Ask(server.port(), "POST", kInvites, "somebody-else", R"({"email":"x","role":"owner"})");
    const auto answer = Ask(server.port(), method, target, server.key(), body);
    EXPECT_TRUE(answer) << target;
    if (answer) answers.push_back(answer->head + answer->body);
  };
  for (const char* email : {"a", "b", "c", "a"}) {
    ask("POST", kInvites,
        std::string(R"({"email":")") + email + R"(@example.com","role":"reader"})");
  }
  ask("GET", std::string(kInvites) + "?limit=2");
  ask("POST", "/_mock/clock", R"({"advance_seconds":60})");
  ask("DELETE", std::string(kInvites) + "/nobody");
  ask("POST", "/_mock/seed", R"({"count":3})");
  ask("GET", kInvites);
  ask("GET", "/_mock/state");
  ask("GET", "/_mock/requests");
  ask("PUT", kInvites);
  ask("GET", "/v1/unknown");
  return answers;
}

TEST(DeterminismTest, TheSameSeedGivesTheSameBytes) {
  const MockServer first(Seeded(7));
  const MockServer second(Seeded(7));
  ASSERT_TRUE(first.ok() && second.ok());
  const std::vector<std::string> answers = Play(first, false);
  EXPECT_EQ(answers, Play(second, false));
  const MockServer other(Seeded(8));
  EXPECT_NE(answers, Play(other, false));
}

TEST(DeterminismTest, OtherOrganizationsTrafficChangesNothing) {
  const MockServer alone(Seeded(7));
  const MockServer busy(Seeded(7));
  ASSERT_TRUE(alone.ok() && busy.ok());
  EXPECT_EQ(Play(alone, false), Play(busy, true));
}

TEST(DeterminismTest, WithoutASeedIdsAreNew) {
  const MockServer first;
  const MockServer second;
  const std::string body = R"({"email":"a@example.com","role":"reader"})";
  EXPECT_NE(Ask(first.port(), "POST", kInvites, "k", body)->body,
            Ask(second.port(), "POST", kInvites, "k", body)->body);
}

}  // namespace
}  // namespace invitro
