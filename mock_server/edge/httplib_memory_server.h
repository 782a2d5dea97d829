#pragma once

// An httplib::Server that never listens: it is handed requests as text and gives its answers as
// text. The adapters complete it with what differs between versions of the library. For one thread.
//
// The library is shown a head that the edge has made itself, with no more in it than the library
// has to act upon. Of the client's own head it would misread much: it undoes %-escapes in header
// values, refuses methods that it does not know, answers a Range it cannot read, drops headers
// without a value. The Handler is shown the client's words as they came.

#include <functional>
#include <string>
#include <string_view>
#include <utility>

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
  // `edge::`: the library has an Options of its own.
  HttplibMemoryServer(const edge::Options& options, const http::Handler& handler,
                      const RejectionHandler& on_rejection);

  void Answer(const http::Request& request, bool keep_alive, std::string& out) override;
  void Reject(Rejection why, std::string_view method, std::string_view target,
              std::string& out) override;
  std::optional<http::Delivery> TakeDelivery() override {
    return std::exchange(delivery_, std::nullopt);
  }

 protected:
  /// Calls the library's process_request on a stream over `pipe`, as for a connection that is going
  /// to be closed: what is said of that is put right here.
  virtual void Process(MemoryPipe& pipe) = 0;

 private:
  http::Response Call(const http::Request& request);
  void WriteAnswer(http::Response&& answer, bool head_only, bool keep_alive, std::string& out);
  void AnswerDecompressed(const http::Request& request, const std::string& encoding,
                          bool keep_alive, std::string& out);

  const edge::Options& options_;
  const http::Handler& handler_;
  const RejectionHandler& on_rejection_;
  // The exchange at hand, for the library's callbacks.
  http::Response answer_;
  std::optional<http::Delivery> delivery_;
  const http::Request* compressed_ = nullptr;
  bool keep_alive_ = true;
};

}  // namespace invitro::edge
