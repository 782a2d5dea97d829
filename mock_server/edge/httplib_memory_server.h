#pragma once

// An httplib::Server that never listens: it is handed requests as text and gives its answers as
// text. The two adapters complete it with what differs between versions of the library. For one
// thread.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/edge/httplib_exchange.h"
#include "mock_server/edge/request_processor.h"

namespace invitro::edge {

/// What a memory stream reads from and writes to.
struct MemoryPipe {
  std::string_view head;
  std::string_view body;
  std::string& out;

  std::size_t Read(char* to, std::size_t size);
};

class HttplibMemoryServer : public RequestProcessor, protected httplib::Server {
 public:
  // `edge::`: the library has an Options of its own
  HttplibMemoryServer(const edge::Options& options, const http::Handler& handler,
                      const RejectionHandler& on_rejection);

  void Answer(std::string_view head, std::string_view body, bool keep_alive,
              std::string& out) override;
  void Reject(Rejection why, std::string_view method, std::string_view target,
              std::string& out) override;

 protected:
  using Prepare = std::function<void(httplib::Request&)>;

  /// Calls the library's process_request on a stream over `pipe`.
  virtual void Process(MemoryPipe& pipe, const Prepare& prepare) = 0;

 private:
  struct Rejected {
    Rejection why;
    std::string_view method;
    std::string_view target;
  };

  void Run(std::string_view head, std::string_view body, std::string& out);
  void PrepareRequest(httplib::Request& request, std::size_t body_size) const;
  void SayWhatBecomesOfIt(httplib::Response& response) const;

  const http::Handler& handler_;
  const RejectionHandler& on_rejection_;
  const http::Handler answer_;  // the rejection at hand, or else the Handler
  HttplibExchange exchange_;
  std::optional<Rejected> rejected_;
  bool keep_alive_ = true;
};

}  // namespace invitro::edge
