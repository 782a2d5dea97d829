#pragma once

// A request is answered at once, or later and from another thread, whole or in pieces. An engine
// (mock_server/edge) calls the Handler, from many threads at once; the Handler calls the Responder
// exactly once.

#include <functional>
#include <memory>
#include <optional>

#include "mock_server/http/answer_channel.h"
#include "mock_server/http/message.h"

namespace invitro::http {

/// Takes the answer to one request. For the thread that calls the Handler, until the Handler
/// returns. A Handler that returns without having called either has failed.
class Responder {
 public:
  virtual ~Responder() = default;

  /// Answers now. Costs no allocation beyond the response's own.
  virtual void Respond(Response response) = 0;

  /// Promises an answer: it may come from any thread, after the Handler has returned. Answers to
  /// later requests of the same connection wait for it, so that they keep their order.
  virtual DeferredResponse Defer() = 0;
};

/// Called from many threads at once. The views in the Request hold until it returns.
using Handler = std::function<void(const Request&, Responder&)>;

/// A handler that always answers at once.
using PlainHandler = std::function<Response(const Request&)>;

Handler AtOnce(PlainHandler handler);

/// What came of a request: an answer, or the promise of one; neither if the Handler has failed.
struct Outcome {
  std::optional<Response> response;
  std::shared_ptr<AnswerChannel> deferred;
};

/// Calls the Handler, and never throws: what it throws ends here, and its text goes nowhere. `wake`
/// is for the channel of a deferred answer.
Outcome Call(const Handler& handler, const Request& request, std::function<void()> wake = nullptr);

/// The Handler's answer; a deferred one is waited for, and a stream is collected whole. For tests
/// and for `MockServerOptions::decorate`. A Handler that does not answer gives 500 and an empty
/// body.
Response AnswerNow(const Handler& handler, const Request& request);

}  // namespace invitro::http
