#include "client/cli/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "client/cli/output.h"
#include "client/fake_transport.h"

namespace invitro::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Kind = TransportError::Kind;

class CliTest : public testing::Test {
 protected:
  int Do(std::vector<const char*> words,
         std::deque<Answer> answers = {Status(200, InviteJson("invite-a"))}) {
    seen_.requests.clear();
    out_.str("");
    err_.str("");
    words.insert(words.begin(), "invitro");
    const Exit exit = cli::Run(
        static_cast<int>(words.size()), words.data(),
        {.environment = [this](const char* name) -> const char* {
           const auto found = environment_.find(name);
           return found == environment_.end() ? nullptr : found->second.c_str();
         },
         .connect = [&](const ClientOptions& options) -> Result<Client> {
           options_ = options;
           return Client(std::make_unique<FakeTransport>(FakeTransport::Script(answers), seen_),
                         "/v1", options.key);
         },
         .out = out_,
         .err = err_});
    return static_cast<int>(exit);
  }
  std::string Body() const { return seen_.requests.at(0).body; }
  std::string Asked() const {
    return seen_.requests.at(0).method + " " + seen_.requests.at(0).path;
  }

  std::map<std::string, std::string> environment_{{"OPENAI_ADMIN_KEY", "sk-admin-x"}};
  FakeTransport::Seen seen_;
  ClientOptions options_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CliTest, CreationAnswered201IsASuccess) {
  EXPECT_EQ(Do({"invites", "create", "a@x"}, {Status(201, InviteJson("invite-a"))}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("invite-a"));
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(CliTest, MissingScopeIsShownAsItsText) {
  const char* refusal = R"({"error":"You have insufficient permissions. Missing scopes: x."})";
  EXPECT_EQ(Do({"invites", "list"}, {Status(403, refusal)}), 1);
  EXPECT_EQ(err_.str(),
            "invitro: refused with 403: You have insufficient permissions. Missing scopes: x.\n");
}

TEST_F(CliTest, CreateAsksForWhatWasTyped) {
  EXPECT_EQ(Do({"invites", "create", "a+b@x"}), 0);
  EXPECT_EQ(Body(), R"({"email":"a+b@x","role":"reader"})");
  EXPECT_EQ(
      Do({"invites", "create", "a", "--role", "boss", "--project", "p", "--project", "q:owner"}),
      0);
  EXPECT_EQ(
      Body(),
      R"({"email":"a","role":"boss","projects":[{"id":"p","role":"member"},{"id":"q","role":"owner"}]})");
  EXPECT_EQ(Do({"invites", "create", "--no-projects", "a"}), 0);
  EXPECT_EQ(Body(), R"({"email":"a","role":"reader","projects":[]})");
  EXPECT_EQ(Do({"invites", "create", "a", "--no-projects", "--project", "p"}), 3);
  EXPECT_EQ(Do({"invites", "create"}), 3);
}

TEST_F(CliTest, EachCommandAsksItsOperation) {
  Do({"invites", "get", "invite-a"});
  EXPECT_EQ(Asked(), "GET /v1/organization/invites/invite-a");
  Do({"invites", "accept", "invite-a"});
  EXPECT_EQ(Asked(), "POST /_mock/invites/invite-a/accept");
  Do({"invites", "expire", "invite-a"});
  EXPECT_EQ(Asked(), "POST /_mock/invites/invite-a/expire");
  EXPECT_EQ(
      Do({"invites", "delete", "a"},
         {Status(200, R"({"object":"organization.invite.deleted","id":"a","deleted":true})")}),
      0);
  EXPECT_EQ(Asked(), "DELETE /v1/organization/invites/a");
  EXPECT_EQ(out_.str(), "Deleted a.\n");
  Do({"invites", "list", "--limit", "101", "--after", "x y"},
     {Status(200, PageJson({}, false, "null"))});
  EXPECT_EQ(Asked(), "GET /v1/organization/invites?limit=101&after=x%20y")
      << "the server is to judge the limit";
}

TEST_F(CliTest, ListShowsATableOrSaysThereIsNone) {
  EXPECT_EQ(Do({"invites", "list"}, {Status(200, PageJson({"a", "ü"}, true, R"("ü")"))}), 0);
  EXPECT_EQ(out_.str(),
            "ID  EMAIL  ROLE    STATUS   CREATED               EXPIRES\n"
            "a   a@x    reader  pending  2024-03-26T16:45:33Z  2024-04-02T16:45:33Z\n"
            "ü   ü@x    reader  pending  2024-03-26T16:45:33Z  2024-04-02T16:45:33Z\n");
  EXPECT_THAT(err_.str(), HasSubstr("--after ü"));
  EXPECT_EQ(Do({"invites", "list"}, {Status(200, PageJson({}, false, "null"))}), 0);
  EXPECT_EQ(out_.str(), "No invites.\n");
}

TEST_F(CliTest, JsonIsForScripts) {
  EXPECT_EQ(Do({"invites", "list", "--json"}, {Status(200, PageJson({"a"}, true, R"("a")"))}), 0);
  EXPECT_THAT(out_.str(), HasSubstr(R"("has_more":true})"));
  EXPECT_THAT(err_.str(), IsEmpty());
  EXPECT_EQ(
      Do({"--json", "invites", "list", "--all"}, {Status(200, PageJson({"a", "b"}, true, R"("b")")),
                                                  Status(200, PageJson({"c"}, false, "null"))}),
      0);
  const std::string lines = out_.str();
  EXPECT_EQ(std::ranges::count(lines, '\n'), 3) << "one invite a line";
}

TEST_F(CliTest, AWalkThatFailsHasPrintedWhatItHad) {
  EXPECT_EQ(Do({"invites", "list", "--all"},
               {Status(200, PageJson({"a"}, true, R"("a")")), Status(500, "oh")}),
            1);
  EXPECT_THAT(out_.str(), HasSubstr("a@x"));
  EXPECT_THAT(err_.str(), HasSubstr("refused with 500"));
}

TEST_F(CliTest, ExitCodesTellWhoseFaultItIs) {
  EXPECT_EQ(
      Do({"invites", "get", "a"}, {Status(404, R"({"error":{"message":"No such invite: 'a'."}})")}),
      1);
  EXPECT_EQ(err_.str(), "invitro: refused with 404: No such invite: 'a'.\n");
  EXPECT_EQ(Do({"invites", "get", "a"}, {Status(200, "nonsense")}), 1);
  EXPECT_EQ(Do({"invites", "get", "a"}, {Failed(Kind::kCannotConnect, false)}), 2);
  for (const std::vector<const char*>& words :
       std::vector<std::vector<const char*>>{{},
                                             {"invites"},
                                             {"invites", "get"},
                                             {"invites", "x"},
                                             {"--x"},
                                             {"invites", "list", "--limit", "x"},
                                             {"invites", "list", "--timeout", "-1"},
                                             {"invites", "get", "a", "b"}}) {
    EXPECT_EQ(Do(words), 3);
    EXPECT_THAT(err_.str(), testing::StartsWith("invitro: "));
    EXPECT_THAT(out_.str(), IsEmpty());
  }
  environment_.clear();
  EXPECT_EQ(Do({"invites", "list"}), 3);
  EXPECT_THAT(err_.str(), HasSubstr("OPENAI_ADMIN_KEY"));
  EXPECT_TRUE(seen_.requests.empty());
}

TEST_F(CliTest, HelpAndVersionNeedNothing) {
  environment_.clear();
  for (const std::vector<const char*>& words : std::vector<std::vector<const char*>>{
           {"--help"}, {"invites", "--help"}, {"invites", "list", "--help"}, {"--version"}}) {
    EXPECT_EQ(Do(words), 0);
    EXPECT_THAT(out_.str(), testing::Not(IsEmpty()));
    EXPECT_THAT(err_.str(), IsEmpty());
  }
}

TEST_F(CliTest, WithoutAControlPlaneItSaysWhatIsMissing) {
  EXPECT_EQ(Do({"invites", "accept", "a"},
               {Status(404, R"({"error":{"message":"Invalid URL POST /_mock/x"}})")}),
            1);
  EXPECT_THAT(err_.str(), HasSubstr("control plane"));
  Do({"invites", "accept", "a"}, {Status(404, R"({"error":{"message":"No such invite: 'a'."}})")});
  EXPECT_THAT(err_.str(), testing::Not(HasSubstr("control plane")));
}

TEST_F(CliTest, FlagsGoOverTheEnvironment) {
  environment_["OPENAI_BASE_URL"] = "http://environment/v1";
  Do({"invites", "get", "a"});
  EXPECT_EQ(options_.base_url, "http://environment/v1");
  Do({"invites", "get", "a", "--base-url", "http://flag", "--timeout", "1.5", "--retries", "0"});
  EXPECT_EQ(options_.base_url, "http://flag");
  EXPECT_EQ(options_.timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(options_.max_retries, 0);
}

TEST(OutputTest, TimesOfEveryKind) {
  EXPECT_EQ(FormatTime(std::nullopt), "-");
  EXPECT_EQ(FormatTime(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatTime(INT64_MAX), std::to_string(INT64_MAX));
}

TEST(OutputTest, WhatTheServerSaysCannotMoveTheTerminal) {
  std::ostringstream out;
  Invite invite;
  invite.email = "a\x1b[2J@x";
  PrintInvite(out, invite);
  PrintTable(out, {invite}, false);
  EXPECT_EQ(out.str().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace invitro::cli
