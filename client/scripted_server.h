#pragma once

// For tests: a server that gives each connection its next script: it reads a request (head and
// body), then sends the bytes of the script's next step, and hangs up at the script's end.

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace invitro {

/// The answers on one connection, one for each request. What follows kPause in one of them is sent
/// a byte each 20 ms, until the client hangs up.
using ConnectionScript = std::vector<std::string>;
inline constexpr char kPause = '\x01';

class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<ConnectionScript> connections);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string base_url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }
  int requests() const { return requests_; }

 private:
  void Run();
  void Play(int fd, const ConnectionScript& script);

  std::vector<ConnectionScript> connections_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> requests_ = 0;
  std::thread thread_;
};

/// A whole answer.
std::string WireAnswer(int status, const std::string& body, const std::string& headers = "");

}  // namespace invitro
