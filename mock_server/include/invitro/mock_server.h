#pragma once

// A stand-in for OpenAI's organization Invites API, in your own process: started by its constructor
// on a free port of 127.0.0.1, stopped by its destructor.
//
//   invitro::MockServer server;
//   ASSERT_TRUE(server.ok()) << server.error();
//   MyProgram program(server.base_url(), server.key());
//
// Start, Stop and the destructor belong to one thread; the rest is safe from any. Servers share
// nothing, so that a test may have as many as it likes.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace invitro {

namespace http {
struct Request;
struct Response;
}  // namespace http

struct MockServerOptions {
  /// The engine: "epoll" (plain HTTP on Linux), "httplib" (cpp-httplib's own server: every POSIX
  /// system, and TLS), or "auto": epoll where it can serve, httplib otherwise.
  std::string engine = "auto";
  std::string host = "127.0.0.1";  // an address of this machine
  int port = 0;                    // 0 to 65535; 0: any free one

  std::string key = "sk-admin-invitro";      // the default organization's
  std::vector<std::string> revoked_keys;     // refused as incorrect
  bool only_key = false;                     // every key with all scopes but `key` is incorrect
  std::vector<std::string> read_only_keys;   // may list and retrieve in the default organization
  std::vector<std::string> write_only_keys;  // may create and delete there, but not read
  std::size_t max_organizations = 1000;      // 1 or more: each further key is refused

  std::string
      profile;  // a profile's JSON text (fixtures/profiles/): answers to the API's open questions
  std::vector<std::pair<std::string, std::string>>
      policies;              // single ones, on top: {"list_order", "oldest_first"}
  std::string seed_invites;  // JSON, {"count": n} or {"invites": […]}: what the default
                             // organization begins with

  std::optional<std::uint64_t>
      seed;  // the same seed and requests give the same answers; else random
  std::optional<std::int64_t>
      frozen_at;  // Unix seconds at which every clock stands; else the wall's time

  bool control_plane = true;                 // serve /_mock/
  std::size_t max_body_bytes = 1024 * 1024;  // 1 or more, included; larger bodies are answered 413
  int threads = 0;                           // of the epoll engine; 0: one a core, 8 at most
  std::string tls_cert_file, tls_key_file;   // PEM; both or neither

  std::string log_level =
      "off";  // trace, debug, info (a line a request), warn, error, off; to stderr

  /// Wraps the request handler. Each request is then answered before its thread takes another. For
  /// Invitro's programs (`--defect`): its types are not installed.
  using Handler = std::function<http::Response(const http::Request&)>;
  std::function<Handler(Handler)> decorate = {};
};

/// The policies that a server with these options starts with, one line each: the name, the value,
/// the possible values, and for each value that departs from the API's documentation the rule that
/// it breaks. Empty if the profile or a policy is wrong; then `error` says why in one line.
std::vector<std::string> ListPolicies(const MockServerOptions& options, std::string& error);

class MockServer {
 public:
  explicit MockServer(const MockServerOptions& options = {});
  ~MockServer();  // stops
  MockServer(MockServer&&) noexcept;
  MockServer& operator=(MockServer&&) noexcept;

  /// Whether it serves. If not, error() says why in one line: the port is taken, a policy's name is
  /// unknown…
  bool ok() const;
  const std::string& error() const;

  /// "http://127.0.0.1:40123/v1": what an SDK takes as its base URL. Empty unless ok().
  const std::string& base_url() const;

  /// The same without "/v1": the control plane is under it, at /_mock/. Empty unless ok().
  const std::string& origin() const;

  const std::string& engine() const;  // "epoll" or "httplib"; empty unless ok()
  int port() const;                   // 0 unless ok()
  const std::string& key() const;     // of the default organization

  /// Ends, clients connected or not: at once with epoll, within five seconds with httplib.
  /// Idempotent.
  void Stop();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace invitro
