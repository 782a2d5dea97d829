// Holds fixtures/openapi.json to the twin: everything that it names the twin produces, and nothing
// that the twin answers is missing from it.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "contract_tests/facts/schema.h"
#include "contract_tests/fixtures_embedded.h"
#include "contract_tests/run/target.h"
#include "contract_tests/twin/twin_target.h"
#include "invitro/contract.h"

namespace invitro::contract {
namespace {

using Json = nlohmann::json;
using Policies = std::vector<std::pair<std::string, std::string>>;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kInvites = "/organization/invites";
constexpr const char* kInvite = "/organization/invites/{invite_id}";

/// "get /organization/invites 200".
std::string Name(const std::string& method, const std::string& path, int status) {
  std::string name = method;
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name + " " + path + " " + std::to_string(status);
}

class OpenApi {
 public:
  OpenApi() : json_(Json::parse(kOpenApi)) {
    for (const auto& [path, item] : json_["paths"].items()) {
      for (const auto& [method, operation] : item.items()) {
        if (method == "parameters") continue;
        for (const auto& [status, response] : operation["responses"].items()) {
          schemas_[Name(method, path, std::stoi(status))] = SchemasOf(Resolved(response));
        }
      }
    }
  }

  /// Every response that it names.
  std::set<std::string> names() const {
    std::set<std::string> names;
    for (const auto& [name, schemas] : schemas_) names.insert(name);
    return names;
  }

  /// "" if it names the response and one of its schemas fits the body; else what is wrong.
  std::string Misses(const std::string& name, const std::string& body) const {
    const auto it = schemas_.find(name);
    if (it == schemas_.end()) return name + " is not in the description";
    for (const Schema schema : it->second) {
      if (!Misfit(schema, body)) return "";
    }
    return name + " fits none of its schemas: " + body.substr(0, 300);
  }

  const Json& json() const { return json_; }

 private:
  const Json& Resolved(const Json& response) const {
    if (!response.contains("$ref")) return response;
    const std::string pointer = response["$ref"];
    return json_.at(Json::json_pointer(pointer.substr(1)));
  }

  static std::vector<Schema> SchemasOf(const Json& response) {
    static const std::map<std::string, Schema> by_name = {{"Invite", Schema::kInvite},
                                                          {"InviteList", Schema::kPage},
                                                          {"InviteDeleted", Schema::kDeleted},
                                                          {"Error", Schema::kError},
                                                          {"ErrorText", Schema::kErrorText}};
    const Json& schema = response["content"]["application/json"]["schema"];
    std::vector<Schema> schemas;
    for (const Json& each : schema.contains("anyOf") ? schema["anyOf"] : Json::array({schema})) {
      const std::string reference = each["$ref"];
      schemas.push_back(by_name.at(reference.substr(reference.rfind('/') + 1)));
    }
    return schemas;
  }

  Json json_;
  std::map<std::string, std::vector<Schema>> schemas_;
};

/// A twin, and requests to it.
class Asker {
 public:
  explicit Asker(const Policies& policies = {}) : twin_(policies) {
    ContractOptions options;
    options.base_url = twin_.base_url();
    transport_ = *Connect(options);
  }

  HttpResponse Ask(const std::string& method, const std::string& path, const std::string& body = "",
                   Headers headers = {}, const std::string& key = "sk-admin-invitro") {
    if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
    const auto answer = transport_->Send({method, path, body, std::move(headers)},
                                         Transport::Clock::now() + std::chrono::seconds(10));
    EXPECT_TRUE(answer) << method << " " << path.substr(0, 80);
    return answer.value_or(HttpResponse());
  }

  /// A new invite's id.
  std::string Make(const std::string& email) {
    const Json body = {{"email", email}, {"role", "reader"}};
    return Json::parse(Ask("POST", std::string("/v1") + kInvites, body.dump()).body)["id"];
  }

 private:
  TwinTarget twin_;
  std::unique_ptr<Transport> transport_;
};

class OpenApiTest : public testing::Test {
 protected:
  /// Asks one operation and notes the response; it must be one of the description's.
  void Produce(Asker& asker, const std::string& method, const std::string& id,
               const std::string& query = "", const std::string& body = "", Headers headers = {},
               const std::string& key = "sk-admin-invitro") {
    const std::string path = std::string("/v1") + kInvites + (id.empty() ? "" : "/" + id) + query;
    const HttpResponse answer = asker.Ask(method, path, body, std::move(headers), key);
    const std::string name = Name(method, id.empty() ? kInvites : kInvite, answer.status);
    EXPECT_EQ(api_.Misses(name, answer.body), "");
    produced_.insert(name);
  }

  /// What any of the four operations can answer.
  void ProduceCommon(const std::string& method, const std::string& id) {
    Asker asker;
    const std::string body = method == "POST" ? R"({"email":"a@example.com","role":"reader"})" : "";
    Produce(asker, method, id, "", body, {}, "");                                  // 401
    Produce(asker, method, id, "", body, {}, "sk-proj-of-a-project");              // 403
    Produce(asker, method, id, "", std::string(2'000'000, 'x'));                   // 413
    Produce(asker, method, id, "?" + std::string(20'000, 'x'), body);              // 414
    Produce(asker, method, id, "", body, {{"X-Long", std::string(60'000, 'x')}});  // 431
    Produce(asker, method, id, "", "xx", {{"Content-Encoding", "rot13"}});         // 415
    for (const int status : {408, 500}) {
      const Json fault = {{"status", status}, {"times", 1}};
      asker.Ask("PUT", "/_mock/faults", Json{{"faults", Json::array({fault})}}.dump());
      Produce(asker, method, id, "", body);
    }
    Asker limited(Policies{{"rate_limit_per_minute", "1"}, {"retry_after", "present"}});
    for (int i = 0; i < 2; ++i) Produce(limited, method, id, "", body);  // 429
    Asker enveloped(Policies{{"permission_error_form", "envelope"}});
    Produce(enveloped, method, id, "", body, {}, "sk-proj-of-a-project");
  }

  const OpenApi api_;
  std::set<std::string> produced_;
};

TEST_F(OpenApiTest, TwinProducesWhatTheDescriptionNames) {
  const std::string good = R"({"email":"b@example.com","role":"reader"})";
  Asker asker;
  for (const std::string method : {"GET", "POST"}) ProduceCommon(method, "");
  for (const std::string method : {"GET", "DELETE"}) ProduceCommon(method, "invite-unknown");
  Produce(asker, "POST", "", "", good);
  Produce(asker, "POST", "", "", "{");
  Produce(asker, "GET", "");
  Produce(asker, "GET", "", "?limit=abc");
  Produce(asker, "GET", "", "?after=invite-unknown");
  const std::string id = asker.Make("a@example.com");
  Produce(asker, "GET", id);
  Produce(asker, "GET", id, "", "", {{"not a header's name", "x"}});  // 400
  Produce(asker, "DELETE", id);
  Produce(asker, "DELETE", id);
  Asker created(Policies{{"created_status", "201"}, {"duplicate_pending", "reject_409"}});
  for (int i = 0; i < 2; ++i) Produce(created, "POST", "", "", good);
  for (const char* status : {"400", "403", "409", "422"}) {
    Asker deleted(Policies{{"delete_accepted_status", status}});
    const std::string accepted = deleted.Make("c@example.com");
    deleted.Ask("POST", "/_mock/invites/" + accepted + "/accept");
    Produce(deleted, "DELETE", accepted);
  }
  for (const std::string& name : api_.names()) EXPECT_TRUE(produced_.contains(name)) << name;
}

/// Passes requests on, and looks at each response.
class Watcher final : public Transport {
 public:
  using Look = std::function<void(const HttpRequest&, const HttpResponse&)>;
  Watcher(std::unique_ptr<Transport> below, Look look)
      : below_(std::move(below)), look_(std::move(look)) {}

  tl::expected<HttpResponse, TransportError> Send(const HttpRequest& request,
                                                  Clock::time_point deadline) override {
    auto answer = below_->Send(request, deadline);
    if (answer) look_(request, *answer);
    return answer;
  }

 private:
  std::unique_ptr<Transport> below_;
  Look look_;
};

TEST_F(OpenApiTest, DescriptionNamesWhatTheTwinAnswers) {
  std::set<std::string> wrong;
  long looked_at = 0;
  const auto look = [&](const HttpRequest& request, const HttpResponse& answer) {
    const std::string prefix = std::string("/v1") + kInvites;
    if (!request.path.starts_with(prefix)) return;  // the control plane
    const bool one = request.path.size() > prefix.size() && request.path[prefix.size()] == '/';
    const std::string miss =
        api_.Misses(Name(request.method, one ? kInvite : kInvites, answer.status), answer.body);
    if (!miss.empty()) wrong.insert(miss);
    ++looked_at;
  };
  const Policies strict = {{"created_status", "201"},
                           {"duplicate_pending", "reject_409"},
                           {"delete_accepted_status", "422"},
                           {"unknown_cursor", "reject_400"},
                           {"email_syntax", "plain"},
                           {"delete_expired", "refuse"},
                           {"optional_fields", "absent"},
                           {"dialect", "created_at"},
                           {"permission_error_form", "envelope"}};
  const Policies lenient = {{"limit_above_range", "clamp"}, {"unknown_cursor", "empty_page"},
                            {"duplicate_pending", "allow"}, {"dialect", "invited_at"},
                            {"wrong_scope", "401"},         {"time_to_live_seconds", "never"}};
  for (const Policies& policies : {Policies(), strict, lenient}) {
    const TwinTarget twin(policies);
    ContractOptions options;
    options.base_url = twin.base_url();
    options.transport = std::make_shared<Watcher>(*Connect(options), look);
    options.key = twin.key();
    options.read_only_key = TwinTarget::read_only_key();
    options.write_only_key = TwinTarget::write_only_key();
    options.keep_no_ledger = true;
    options.cases = 20;
    CheckContract(options);
  }
  EXPECT_GT(looked_at, 5'000);
  EXPECT_EQ(wrong, std::set<std::string>());
}

TEST_F(OpenApiTest, EveryExampleFitsItsSchema) {
  long examples = 0;
  for (const auto& [path, item] : api_.json()["paths"].items()) {
    for (const auto& [method, operation] : item.items()) {
      if (method == "parameters") continue;
      for (const auto& [status, response] : operation["responses"].items()) {
        if (response.contains("$ref")) continue;
        for (const auto& [name, example] :
             response["content"]["application/json"]["examples"].items()) {
          EXPECT_EQ(api_.Misses(Name(method, path, std::stoi(status)), example["value"].dump()), "")
              << name;
          ++examples;
        }
      }
    }
  }
  EXPECT_GE(examples, 20);
}

}  // namespace
}  // namespace invitro::contract
