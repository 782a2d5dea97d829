// One table of requests, played against both engines, and TLS: they agree but for the limits that
// docs/engines.md lists.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "invitro/mock_server.h"
#include "mock_server/edge/raw_client.h"
#include "mock_server/edge/test_certificate.h"
#include "mock_server/edge/test_limits.h"
#include "mock_server/server/request_table.h"

namespace invitro {
namespace {

using edge::RawAnswer;
using edge::RawClient;

/// A server with one of the engines; with TLS if it has a certificate.
class Engine {
 public:
  explicit Engine(const std::string& name, const edge::TestCertificate* certificate = nullptr)
      : is_tls_(certificate != nullptr), server_(OptionsFor(name, certificate)) {}

  const MockServer& server() const { return server_; }
  RawClient Connect() const {
    constexpr std::chrono::seconds kPatience{20};  // every row is answered: it is for busy machines
    return is_tls_ ? RawClient::Tls(server_.port(), kPatience)
                   : RawClient(server_.port(), kPatience);
  }
  /// The body of a control call's answer.
  std::string Control(std::string_view method, std::string_view path, std::string_view body) const {
    RawClient client = Connect();
    const auto answer = client.Ask(std::string(method) + " /_mock/" + std::string(path) +
                                   " HTTP/1.1\r\nConnection: close\r\nContent-Length: " +
                                   std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
    return answer ? std::to_string(answer->status) + " " + answer->body : "no answer";
  }

 private:
  static MockServerOptions OptionsFor(const std::string& name,
                                      const edge::TestCertificate* certificate) {
    MockServerOptions options;
    options.engine = name;
    options.seed = 1;
    options.frozen_at = 1'711'471'533;
    if (certificate) {
      options.tls_cert_file = certificate->cert_path();
      options.tls_key_file = certificate->key_path();
    }
    return options;
  }

  bool is_tls_;
  MockServer server_;
};

/// An answer as it is compared: no reason phrase, headers in the order of their names, and no
/// request ids, which count what was refused before.
std::string Normalized(const std::string& head, const std::string& body) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  for (std::size_t end = 0; (end = head.find("\r\n", at)) != std::string::npos; at = end + 2) {
    std::string line = head.substr(at, end - at);
    const std::size_t colon = std::min(line.find(':'), line.size());
    std::transform(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), line.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (!line.empty()) lines.push_back(at == 0 ? line.substr(0, sizeof "HTTP/1.1 200" - 1) : line);
  }
  if (!lines.empty()) std::sort(lines.begin() + 1, lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  text += body;
  constexpr std::string_view kId = "req_";
  constexpr std::size_t kDigits = 32;
  for (std::size_t id = 0; (id = text.find(kId, id)) != std::string::npos; id += kId.size()) {
    text.replace(id + kId.size(), std::min(kDigits, text.size() - id - kId.size()), "*");
  }
  return text;
}

/// What came that is no whole answer.
std::string Rest(RawClient& client) {
  std::string all;
  for (std::string more = client.ReadOnce(); !more.empty(); more = client.ReadOnce()) all += more;
  const std::size_t end = all.find("\r\n\r\n");
  if (end == std::string::npos) return all;
  return Normalized(all.substr(0, end + 4), all.substr(end + 4));
}

/// What a client of that engine sees of a row, and what the organization is afterwards.
std::string Play(const Engine& engine, const TableRow& row) {
  EXPECT_EQ(engine.Control("POST", "reset", ""), R"(200 {"status":"ok"})");
  engine.Control("POST", "seed", kTableInvites);
  if (!row.faults.empty()) engine.Control("PUT", "faults", row.faults);
  RawClient client = engine.Connect();
  client.Send(row.bytes);
  std::string seen;
  if (row.faults.find("cut_after") != std::string::npos ||
      row.faults.find("length_error") != std::string::npos) {
    seen = Rest(client);
  } else if (const auto answer = row.has_body ? client.Receive() : client.ReceiveHead()) {
    seen = Normalized(answer->head, answer->body);
    client.Send("GET /_mock/clock HTTP/1.1\r\n\r\n");
    const auto next = client.Receive();
    seen += next && next->status == 200 ? "\nkept" : "\nended";
  } else {
    seen = "no answer";
  }
  engine.Control("DELETE", "faults", "");
  return seen + "\n" + engine.Control("GET", "state", "");
}

TEST(EnginesTest, AgreeOnTheTableOfRequests) {
  const edge::TestCertificate certificate;
  const Engine httplib("httplib"), tls("httplib", &certificate);
#ifdef INVITRO_EPOLL
  const Engine epoll("epoll");
#else
  const Engine epoll("httplib");  // then TLS and plain are compared
#endif
  for (const Engine* engine : {&epoll, &httplib, &tls}) {
    ASSERT_TRUE(engine->server().ok()) << engine->server().error();
  }
  const bool has_epoll = epoll.server().engine() == "epoll";
  std::set<std::string, std::less<>> met;
  for (const TableRow& row : RequestTable()) {
    const std::string expected = Play(epoll, row);
    const std::string plain = Play(httplib, row), encrypted = Play(tls, row);
    EXPECT_EQ(encrypted, plain) << row.name << ", with TLS";
    if (row.limit.empty()) {
      EXPECT_EQ(plain, expected) << row.name;
      continue;
    }
    met.insert(std::string(row.limit));
    if (plain == expected) {
      EXPECT_TRUE(row.in_some_versions || !has_epoll)
          << row.name << ": the limit '" << row.limit << "' is gone";
    } else {
      EXPECT_TRUE(plain.starts_with("http/1.1 " + std::to_string(row.httplib_status)))
          << row.name << ": " << plain.substr(0, plain.find('\n'));
    }
  }
  EXPECT_EQ(met, edge::HttplibLimits("engines_test"));
}

}  // namespace
}  // namespace invitro
