// Our client against a server that misbehaves: every scripted fault at every operation, and every
// named defect. Whatever comes, a call ends in time, with a value that is true or an error that
// says what was wrong; and nobody is invited twice unawares.

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <set>

#include "client/httplib_transport.h"
#include "contract_tests/twin/twin_target.h"
#include "defects/defect.h"
#include "invitro/client.h"
#include "invitro/mock_server.h"

namespace invitro::contract {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTimeout{400};
constexpr std::chrono::milliseconds kSlack{600};  // of a busy machine
constexpr int kMostListed = 5'000;

Client MakeClient(const std::string& base_url, const std::string& key, int retries) {
  ClientOptions options;
  options.base_url = base_url;
  options.key = key;
  options.timeout = kTimeout;
  options.max_retries = retries;
  return std::move(*Client::Make(options));
}

NewInvite Wish(const std::string& email) {
  NewInvite wish;
  wish.email = email;
  wish.role = "owner";
  return wish;
}

/// The twin's control plane, asked without the client under test.
class Control {
 public:
  explicit Control(const MockServer& server) : key_(server.key()) {
    ClientOptions options;
    options.base_url = server.base_url();
    transport_ = std::move(*MakeHttplibTransport(options));
  }

  Json Ask(const std::string& method, const std::string& path, const Json& body = nullptr) {
    HttpRequest request{method, path, body.is_null() ? "" : body.dump()};
    request.headers.emplace_back("Authorization", "Bearer " + key_);
    const auto answer = transport_->Send(request, Clock::now() + std::chrono::seconds(5));
    return answer ? Json::parse(answer->body, nullptr, false) : Json();
  }

  int Invited(const std::string& email) {
    int count = 0;
    for (const Json& invite : Ask("GET", "/_mock/state").value("invites", Json::array())) {
      count += invite.value("email", "") == email;
    }
    return count;
  }

 private:
  std::string key_;
  std::unique_ptr<Transport> transport_;
};

const std::vector<Json>& AllFaults() {
  static const std::vector<Json> faults = {
      {{"status", 500}},
      {{"status", 503}, {"commit", true}},
      {{"status", 409}},
      {{"status", 404}, {"commit", true}},
      {{"status", 429}},
      {{"status", 429}, {"retry_after_s", 0}},
      {{"status", 429}, {"retry_after_s", 100}},
      {{"reset", true}, {"commit", false}},
      {{"reset", true}, {"commit", true}},
      {{"delay_ms", 2'000}},
      {{"body_pause_ms", 2'000}},
      {{"delay_ms", 20}, {"body_pause_ms", 20}},
      {{"cut_after_bytes", 0}},
      {{"cut_after_bytes", 30}},
      {{"content_length_error", 7}},
      {{"content_length_error", -7}},
      {{"body", "{\"object\":"}},
      {{"body", "<html>"}},
      {{"body", "[]"}},
      {{"body", ""}},
  };
  return faults;
}

/// Makes one call; whatever it says, it said it in time and, if an error, in words.
template <class Call>
auto InTime(Call call) {
  const auto began = Clock::now();
  auto result = call();
  EXPECT_LT(Clock::now() - began, kTimeout + kSlack);
  if (!result) {
    EXPECT_FALSE(Describe(result.error()).empty());
  }
  return result;
}

/// Whether the error leaves it open that the request took effect.
bool MayHaveActed(const Error& error) {
  if (const auto* lost = std::get_if<TransportError>(&error)) return lost->may_have_been_processed;
  if (const auto* refused = std::get_if<ApiError>(&error)) {
    return refused->status >= 500 || refused->gone_after_retry;
  }
  return true;  // an answer that is none says nothing of what was done
}

class UnderFire : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.ok());
    client_.emplace(MakeClient(server_.base_url(), server_.key(), GetParam()));
  }

  /// `times`: 0 for ever.
  void Arm(Json fault, const char* operation, int times) {
    fault["operation"] = operation;
    if (times > 0) fault["times"] = times;
    const Json answer = control_.Ask("PUT", "/_mock/faults", {{"faults", {fault}}});
    ASSERT_TRUE(answer.contains("faults")) << answer;
  }

  void Disarm(const Json& fault) {
    const Json faults = control_.Ask("GET", "/_mock/faults")["faults"];
    EXPECT_GE(faults[0]["met"].get<int>(), 1) << "never happened: " << fault;
    control_.Ask("DELETE", "/_mock/faults");
  }

  static bool Lies(const Json& fault) {  // the server itself claims what is not so
    return fault.value("status", 0) == 404 || fault.value("status", 0) == 409;
  }

  MockServer server_;
  Control control_{server_};
  std::optional<Client> client_;
};

TEST_P(UnderFire, NobodyIsInvitedTwiceUnawares) {
  int n = 0;
  for (const Json& fault : AllFaults()) {
    for (const int times : {0, 1}) {
      SCOPED_TRACE(fault.dump() + (times == 1 ? " once" : " always"));
      const std::string email = "a" + std::to_string(n++) + "@example.com";
      Arm(fault, "create", times);
      const auto made = InTime([&] { return client_->Create(Wish(email)); });
      Disarm(fault);
      const int invited = control_.Invited(email);
      EXPECT_LE(invited, 1);
      if (made) {
        EXPECT_EQ(invited, 1);
        EXPECT_EQ(made->email, email);
        EXPECT_TRUE(client_->Retrieve(made->id));
      } else if (invited == 1 && !Lies(fault)) {
        EXPECT_TRUE(MayHaveActed(made.error())) << Describe(made.error());
      }
    }
  }
}

TEST_P(UnderFire, ADeletionThatSucceededDid) {
  for (const Json& fault : AllFaults()) {
    for (const int times : {0, 1}) {
      SCOPED_TRACE(fault.dump() + (times == 1 ? " once" : " always"));
      const std::string email = "d@example.com";
      const auto invite = client_->Create(Wish(email));
      ASSERT_TRUE(invite);
      Arm(fault, "delete", times);
      const auto deleted = InTime([&] { return client_->Delete(invite->id); });
      Disarm(fault);
      const bool there = control_.Invited(email) == 1;
      if (deleted) {
        EXPECT_FALSE(there);
        EXPECT_EQ(*deleted, invite->id);
      } else if (!there && !Lies(fault)) {
        EXPECT_TRUE(MayHaveActed(deleted.error())) << Describe(deleted.error());
      }
      if (there) {
        ASSERT_TRUE(client_->Delete(invite->id));
      }
    }
  }
}

TEST_P(UnderFire, WhatIsReadIsTrueOrAnError) {
  const auto invite = client_->Create(Wish("r@example.com"));
  ASSERT_TRUE(invite);
  for (const Json& fault : AllFaults()) {
    SCOPED_TRACE(fault.dump());
    Arm(fault, "retrieve", 0);
    const auto read = InTime([&] { return client_->Retrieve(invite->id); });
    Disarm(fault);
    if (read) {
      EXPECT_EQ(read->id + read->email, invite->id + invite->email);
    }
    Arm(fault, "list", 0);
    const auto page = InTime([&] { return client_->List(); });
    Disarm(fault);
    if (page) {
      ASSERT_EQ(page->data.size(), 1U);
      EXPECT_EQ(page->data[0].id, invite->id);
    }
  }
}

TEST_P(UnderFire, AWalkEndsWithAllOrAnError) {
  for (int i = 0; i < 7; ++i) {
    ASSERT_TRUE(client_->Create(Wish("w" + std::to_string(i) + "@example.com")));
  }
  for (Json fault : AllFaults()) {
    fault["skip"] = 2;  // in the middle
    SCOPED_TRACE(fault.dump());
    Arm(fault, "list", 0);
    std::set<std::string> seen;
    bool failed = false;
    for (const Result<Invite>& each : client_->ListAll(2)) {
      if (!each) {
        failed = true;
        EXPECT_FALSE(Describe(each.error()).empty());
      } else {
        EXPECT_TRUE(seen.insert(each->id).second);
      }
    }
    Disarm(fault);
    EXPECT_TRUE(failed || seen.size() == 7U) << seen.size();
  }
}

INSTANTIATE_TEST_SUITE_P(Retries, UnderFire, testing::Values(0, 2),
                         [](const auto& each) { return "Up" + std::to_string(each.param); });

class WithDefect : public testing::TestWithParam<std::string> {};

TEST_P(WithDefect, EveryCallEnds) {
  const TwinTarget twin({}, {GetParam()});
  ASSERT_EQ(twin.error(), "");
  Client client = MakeClient(twin.base_url(), twin.key(), 1);
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    const auto made =
        InTime([&] { return client.Create(Wish("c" + std::to_string(i) + "@example.com")); });
    if (made) ids.push_back(made->id);
  }
  if (!ids.empty()) InTime([&] { return client.Accept(ids[0]); });
  if (ids.size() > 1) InTime([&] { return client.Expire(ids[1]); });
  int listed = 0;
  for (const Result<Invite>& each : client.ListAll(2)) {
    ASSERT_LT(++listed, kMostListed) << "a walk without end";
    if (!each) {
      EXPECT_FALSE(Describe(each.error()).empty());
    }
  }
  InTime([&] { return client.List({101, {}}); });
  for (const std::string& id : ids) {
    InTime([&] { return client.Retrieve(id); });
    const auto deleted = InTime([&] { return client.Delete(id); });
    if (deleted) {
      EXPECT_EQ(*deleted, id);
    }
  }
  InTime([&] { return client.Retrieve("invite-never"); });
}

std::vector<std::string> DefectNames() {
  std::vector<std::string> names;
  for (const defects::Defect& defect : defects::All()) names.push_back(defect.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Each, WithDefect, testing::ValuesIn(DefectNames()),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace invitro::contract
