#pragma once

// One framed request in, the bytes of its answer out, with cpp-httplib in between: the library
// undoes the body's compression, the Handler answers, the library writes. Its protected parts
// differ between versions; httplib_adapter_*.cpp know them, and nothing else does. For one thread.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/edge/http_server.h"

namespace invitro::edge {

class RequestProcessor {
 public:
  virtual ~RequestProcessor() = default;

  /// `options`, `handler` and `on_rejection` must outlive it.
  static std::unique_ptr<RequestProcessor> Make(const Options& options,
                                                const http::Handler& handler,
                                                const RejectionHandler& on_rejection);

  /// Appends the answer to `request`, whose body may be compressed still. `keep_alive` is what the
  /// answer says of the connection.
  virtual void Answer(const http::Request& request, bool keep_alive, std::string& out) = 0;

  /// How the last answer is to go wrong on its way; nullopt: not at all. Asked once.
  virtual std::optional<http::Delivery> TakeDelivery() = 0;

  /// Appends the answer to a request that was rejected while it arrived; it says that the
  /// connection is to be closed.
  virtual void Reject(Rejection why, std::string_view method, std::string_view target,
                      std::string& out) = 0;
};

}  // namespace invitro::edge
