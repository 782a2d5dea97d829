#include "mock_server/http/handler.h"

#include <utility>

namespace invitro::http {
namespace {

/// Takes the first answer or promise; what comes after is dropped.
class FirstOnly final : public Responder {
 public:
  explicit FirstOnly(std::function<void()> wake) : wake_(std::move(wake)) {}

  void Respond(Response response) override {
    if (!outcome.response && !outcome.deferred) outcome.response = std::move(response);
  }
  DeferredResponse Defer() override {
    const bool first = !outcome.response && !outcome.deferred;
    auto channel = std::make_shared<AnswerChannel>(first ? std::move(wake_) : nullptr);
    if (first) outcome.deferred = channel;
    return DeferredResponse(std::move(channel));
  }

  Outcome outcome;

 private:
  std::function<void()> wake_;
};

}  // namespace

Handler AtOnce(PlainHandler handler) {
  return [handler = std::move(handler)](const Request& request, Responder& responder) {
    responder.Respond(handler(request));
  };
}

Outcome Call(const Handler& handler, const Request& request, std::function<void()> wake) {
  FirstOnly responder(std::move(wake));
  try {
    handler(request, responder);
  } catch (...) {
    if (responder.outcome.deferred) responder.outcome.deferred->Cancel();  // it wakes no one later
    return {};
  }
  return std::move(responder.outcome);
}

Response AnswerNow(const Handler& handler, const Request& request) {
  constexpr int kServerError = 500;
  Outcome outcome = Call(handler, request);
  for (bool ended = !outcome.deferred; !ended;) {
    outcome.deferred->Wait();
    AnswerChannel::Progress progress = outcome.deferred->Take();
    if (progress.head) outcome.response = std::move(progress.head);
    if (outcome.response) outcome.response->body += progress.bytes;
    ended = progress.ended;
  }
  return outcome.response ? *std::move(outcome.response) : Response{.status = kServerError};
}

}  // namespace invitro::http
