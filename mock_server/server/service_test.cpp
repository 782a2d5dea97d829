#include "mock_server/server/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace invitro::server {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kInvites = "/v1/organization/invites";

class ServiceTest : public testing::Test {
 protected:
  static Service::Setup MakeSetup() {
    Service::Setup setup;
    setup.tenants.seed = 1;
    setup.tenants.default_key = "default-key";
    setup.tenants.maximum = 3;
    setup.tenants.start.frozen_at = 1000;
    return setup;
  }
  /// Sends with that key; "" sends no Authorization at all.
  static http::Response Send(Service& service, std::string_view method, const std::string& target,
                             const std::string& key = "default-key", std::string_view body = "") {
    const std::string value = "Bearer " + key;
    const std::array<http::HeaderView, 1> headers{{{"Authorization", value}}};
    http::Request request{.method = method, .target = target, .headers = {}, .body = body};
    if (!key.empty()) request.headers = headers;
    return http::AnswerNow(
        [&service](const http::Request& asked, http::Responder& responder) {
          service.Handle(asked, responder);
        },
        request);
  }
  http::Response Send(std::string_view method, const std::string& target,
                      const std::string& key = "default-key", std::string_view body = "") {
    return Send(service_, method, target, key, body);
  }
  std::string Create(const std::string& email, const std::string& key = "default-key") {
    const auto response =
        Send("POST", kInvites, key, R"({"email":")" + email + R"(","role":"reader"})");
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body)["id"];
  }

  Service service_{MakeSetup(), *Log::Make("off")};
};

std::string HeaderOf(const http::Response& response, std::string_view name) {
  for (const http::HeaderField& field : response.headers) {
    if (field.name == name) return field.value;
  }
  return "";
}

TEST_F(ServiceTest, EveryAnswerHasTheApisHeaders_INV_HEAD_01) {
  std::vector<http::Response> answers;
  answers.push_back(Send("GET", kInvites));
  answers.push_back(Send("GET", "/x"));
  answers.push_back(Send("PUT", kInvites));
  answers.push_back(Send("GET", kInvites, ""));
  answers.push_back(Send("GET", "/_mock/health", ""));
  answers.push_back(service_.Refuse({413, "too large"}, "POST", kInvites));
  std::set<std::string> ids;
  for (const http::Response& answer : answers) {
    EXPECT_THAT(HeaderOf(answer, "x-request-id"), testing::StartsWith("req_"));
    EXPECT_NE(HeaderOf(answer, "openai-processing-ms"), "");
    EXPECT_EQ(HeaderOf(answer, "openai-version"), "2020-10-01");
    EXPECT_EQ(answer.content_type, "application/json");
    EXPECT_TRUE(ids.insert(HeaderOf(answer, "x-request-id")).second) << "an id was used twice";
  }
}

TEST_F(ServiceTest, EveryErrorHasTheEnvelope_INV_ERR_01) {
  for (const http::Response& answer :
       {Send("GET", "/x"), Send("PUT", kInvites), Send("GET", kInvites, ""),
        Send("GET", "/_mock/x"), Send("POST", kInvites),
        service_.Refuse({413, "too large"}, "", "")}) {
    const json error = json::parse(answer.body)["error"];
    EXPECT_TRUE(error["message"].is_string());
    EXPECT_EQ(error["type"], "invalid_request_error");
    EXPECT_TRUE(error.contains("param"));
    EXPECT_TRUE(error.contains("code"));
  }
  EXPECT_EQ(json::parse(service_.Refuse({500, "oh"}, "", "").body)["error"]["type"],
            "server_error");
}

TEST_F(ServiceTest, EachKeyIsItsOwnOrganization_INV_KEY_07) {
  const std::string id = Create("a@x", "one");
  EXPECT_EQ(Send("GET", std::string(kInvites) + "/" + id, "one").status, 200);
  EXPECT_EQ(Send("GET", std::string(kInvites) + "/" + id, "two").status, 404);
  EXPECT_EQ(Send("DELETE", std::string(kInvites) + "/" + id, "two").status, 404);
  EXPECT_NE(Create("a@x", "two"), id);
  const auto third = Send("GET", kInvites, "three");
  EXPECT_EQ(third.status, 403);
  EXPECT_THAT(third.body, HasSubstr("too_many_organizations"));
  EXPECT_EQ(Send("GET", kInvites, "one").status, 200);
}

TEST_F(ServiceTest, AKeyThatIsRefusedChangesNothing_INV_KEY_05) {
  const std::string id = Create("a@x");
  for (const char* key : {"", "sk-proj-x"}) {
    EXPECT_GE(Send("DELETE", std::string(kInvites) + "/" + id, key).status, 401);
    EXPECT_GE(Send("POST", kInvites, key, R"({"email":"b","role":"reader"})").status, 401);
    EXPECT_GE(Send("POST", "/_mock/invites/" + id + "/accept", *key ? key : "sk-proj-x").status,
              401);
  }
  EXPECT_EQ(json::parse(Send("GET", kInvites).body)["data"].size(), 1U);
  EXPECT_EQ(json::parse(Send("GET", kInvites).body)["data"][0]["status"], "pending");
}

TEST_F(ServiceTest, WrongScopeFollowsTheDefaultOrganizationsPolicy_INV_KEY_04) {
  EXPECT_EQ(Send("GET", kInvites, "sk-proj-x").status, 403);
  EXPECT_EQ(Send("PUT", "/_mock/policies", "", R"({"wrong_scope":"401"})").status, 200);
  EXPECT_EQ(Send("GET", kInvites, "sk-proj-x").status, 401);
}

TEST_F(ServiceTest, TheControlPlaneActsOnTheKeysOrganizationOrTheDefaultOne) {
  const std::string mine = Create("a@x", "one");
  EXPECT_EQ(Send("POST", "/_mock/invites/" + mine + "/accept", "").status, 404);
  EXPECT_EQ(Send("POST", "/_mock/invites/" + mine + "/accept", "one").status, 200);
  const std::string defaults = Create("a@x");
  EXPECT_EQ(Send("POST", "/_mock/invites/" + defaults + "/accept", "").status, 200);
  EXPECT_EQ(Send("POST", "/_mock/reset", "one").status, 200);
  EXPECT_EQ(Send("GET", std::string(kInvites) + "/" + mine, "one").status, 404);
  EXPECT_EQ(Send("GET", std::string(kInvites) + "/" + defaults).status, 200);
}

TEST_F(ServiceTest, WithoutTheControlPlaneItsUrlsAreUnknown) {
  Service::Setup setup = MakeSetup();
  setup.control_plane = false;
  Service service(std::move(setup), *Log::Make("off"));
  for (const char* target : {"/_mock/health", "/_mock/reset", "/_mock/x"}) {
    const auto answer = Send(service, "GET", target);
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, HasSubstr(std::string("Invalid URL (GET ") + target + ")"));
  }
}

TEST_F(ServiceTest, TheJournalHasWhatWasAskedAndNoKeys_INV_KEY_06) {
  Create("a@x");
  Send("GET", "/v1/x");
  Send("GET", kInvites, "");
  const std::string journal = Send("GET", "/_mock/requests").body;
  const json requests = json::parse(journal)["requests"];
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0]["operation"], "create");
  EXPECT_EQ(requests[0]["at"], 1000);
  EXPECT_EQ(requests[1]["status"], 404);
  EXPECT_EQ(requests[2]["status"], 401)
      << "nobody's requests are kept with the default organization";
  EXPECT_THAT(journal, Not(HasSubstr("default-key")));
  EXPECT_EQ(
      json::parse(
          Send("POST", "/_mock/requests/count", "default-key", R"({"status":200})").body)["count"],
      1);
  Send("DELETE", "/_mock/requests");
  EXPECT_EQ(json::parse(Send("GET", "/_mock/requests").body)["requests"].size(), 0U);
}

/// While the clock runs ahead under it: a stamp that is not taken with the effect is a later one.
TEST_F(ServiceTest, TheJournalIsStampedWithTheEffect) {
  constexpr int kCreators = 2, kEach = 200;
  std::atomic<bool> done = false;
  std::thread clock([&] {
    while (!done) Send("POST", "/_mock/clock", "default-key", R"({"advance_seconds":1})");
  });
  std::vector<std::thread> creators;
  for (int t = 0; t < kCreators; ++t) {
    creators.emplace_back([this, t] {
      for (int i = 0; i < kEach; ++i) Create(std::to_string(t) + "-" + std::to_string(i) + "@x");
    });
  }
  for (std::thread& creator : creators) creator.join();
  done = true;
  clock.join();
  const json requests = json::parse(Send("GET", "/_mock/requests").body)["requests"];
  ASSERT_EQ(requests.size(), kCreators * kEach);
  std::vector<std::string> in_journal, in_list;
  for (const json& request : requests) {
    const json& invite = request["answer"];
    EXPECT_EQ(request["at"], invite["created_at"]);
    in_journal.push_back(invite["id"]);
  }
  std::string after;
  for (bool more = true; more;) {
    const json page = json::parse(Send("GET", std::string(kInvites) + "?limit=100" + after).body);
    for (const json& invite : page["data"]) in_list.push_back(invite["id"]);
    more = page["has_more"];
    if (more) after = "&after=" + page["last_id"].get<std::string>();
  }
  EXPECT_EQ(in_journal, in_list) << "the journal is in the order of the effects";
}

TEST_F(ServiceTest, OnlyControlCallsThatMayTakeLongAreDeferred) {
  const auto is_deferred = [this](std::string_view method, std::string_view target) {
    http::Outcome outcome =
        http::Call([this](const http::Request& request,
                          http::Responder& responder) { service_.Handle(request, responder); },
                   {.method = method, .target = target, .headers = {}, .body = R"({"count":1})"});
    EXPECT_NE(outcome.response.has_value(), outcome.deferred != nullptr);
    return outcome.deferred != nullptr;
  };
  for (const char* target : {"/_mock/reset", "/_mock/seed", "/_mock/requests/count"}) {
    EXPECT_TRUE(is_deferred("POST", target)) << target;
  }
  for (const char* target : {kInvites, "/_mock/clock", "/_mock/health", "/_mock/policies", "/x"}) {
    EXPECT_FALSE(is_deferred("GET", target)) << target;
  }
}

TEST(WorkerTest, RunsJobsInOrderAndBoundsThoseThatWait) {
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  std::vector<std::size_t> ran;
  std::size_t posted = 0;
  {
    Worker worker;
    std::promise<void> begun;
    EXPECT_TRUE(worker.Post(Worker::Job([&begun, gone] {
      begun.set_value();
      gone.wait();
    })));
    begun.get_future().wait();
    while (worker.Post(Worker::Job([&ran, posted] { ran.push_back(posted); }))) ++posted;
    EXPECT_EQ(posted, Worker::kMaxWaiting);
    std::promise<void> last;
    go.set_value();
    while (!worker.Post(Worker::Job([&last] { last.set_value(); }))) std::this_thread::yield();
    last.get_future().wait();
  }
  ASSERT_EQ(ran.size(), posted);
  EXPECT_TRUE(std::ranges::is_sorted(ran));
}

TEST(WorkerTest, DropsWhatWaitsWhenItEnds) {
  auto owned = std::make_shared<int>(0);
  const std::weak_ptr<int> waiting = owned;
  bool ran = false;
  {
    Worker worker;
    EXPECT_TRUE(worker.Post(Worker::Job([waiting] {
      while (!waiting.expired()) std::this_thread::yield();  // until the other job is dropped
    })));
    EXPECT_TRUE(worker.Post(Worker::Job([owned, &ran] { ran = true; })));
    owned.reset();
  }
  EXPECT_FALSE(ran);
}

TEST_F(ServiceTest, ManyThreadsLeaveAWholeOrganization) {
  constexpr int kThreads = 4;
  constexpr int kEach = 100;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = Create(std::to_string(t) + "-" + std::to_string(i) + "@x");
        EXPECT_EQ(Send("GET", std::string(kInvites) + "?limit=5").status, 200);
        if (i % 2 == 0) {
          EXPECT_EQ(Send("DELETE", std::string(kInvites) + "/" + id).status, 200);
        }
        if (i % 10 == 0) {
          EXPECT_EQ(Send("GET", "/_mock/requests").status, 200);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> ids;
  std::string after;
  for (bool more = true; more;) {
    const json page = json::parse(Send("GET", std::string(kInvites) + "?limit=7" + after).body);
    for (const json& invite : page["data"]) ids.insert(invite["id"].get<std::string>());
    more = page["has_more"];
    if (more) after = "&after=" + page["last_id"].get<std::string>();
  }
  EXPECT_EQ(ids.size(), kThreads * kEach / 2U);
}

}  // namespace
}  // namespace invitro::server
