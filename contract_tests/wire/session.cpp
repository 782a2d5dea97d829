#include "contract_tests/wire/session.h"

#include <algorithm>
#include <charconv>

#include "contract_tests/facts/finding.h"

namespace invitro::contract {
namespace {

constexpr int kMostLimited = 12;       // 429s to one request: more than ten minutes of them
constexpr int kMostRefused = 3;        // 502s, 503s and 504s to one request
constexpr int kMostInterruptions = 3;  // scenarios that begin again for one of these
constexpr int kMostSilent = 2;         // timeouts in a row, after which nobody is there any more
constexpr std::size_t kMeasured = 20;  // responses whose latency is kept
constexpr std::size_t kLongestStory = 600;  // exchanges kept; a story shows the last of them

double RetryAfter(const Exchange& refused) {
  const std::string text = refused.Header("retry-after");
  double seconds = -1;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds;
}

}  // namespace

Session::Session(Setup setup) : setup_(std::move(setup)), pacer_(setup_.limits, *setup_.time) {}

ExchangePtr Session::Send(Operation operation, const std::string& method, const std::string& path,
                          const std::string& body) {
  return SendAs(setup_.key, operation, method, path, body);
}

ExchangePtr Session::SendAs(const Credential& credential, Operation operation,
                            const std::string& method, const std::string& path,
                            const std::string& body) {
  HttpRequest request{method, path, body};
  if (const auto header = credential.Authorization(credential.value); !header.empty()) {
    request.headers.emplace_back("Authorization", header);
  }
  const std::string usual = body.empty() ? "" : "application/json";
  if (const auto type = type_.value_or(usual); !type.empty()) {
    request.headers.emplace_back("Content-Type", type);
  }
  for (int tries = 1;; ++tries) {
    Admit(operation);
    ExchangePtr exchange = Once(credential, operation, request);
    if (lost_kept_) {
      if (!cleaning_ && method != "GET") throw Interrupted("the target closes kept connections");
      continue;
    }
    if (IsFromGateway(*exchange) && SendAgain(*exchange, tries)) continue;
    const bool again = exchange->status == 0 && pacer_.paced() && method == "GET" && tries < 3;
    if (exchange->status == 0 && pacer_.paced() && !again) {
      throw CannotLook("the connection was lost: " + exchange->trouble);
    }
    if (exchange->status == 429 && operation != Operation::kControl) {
      ++limited_;
      if (tries >= kMostLimited) throw CannotLook("the target answers 429 and does not stop");
      BackOff(credential, *exchange, tries);
    } else if (!again) {
      return exchange;
    }
  }
}

void Session::Admit(Operation operation) {
  const auto check = [&] {
    if (silent_ >= kMostSilent + (cleaning_ ? 1 : 0)) {
      throw CannotLook("the target no longer answers");
    }
    if (cleaning_) return;
    if (*setup_.stop) throw CannotLook("interrupted");
    if (setup_.time->Now() > end_by_) throw CannotLook("a rule is broken, and the time is up");
  };
  check();
  static const std::atomic<bool> never = false;
  setup_.time->WaitUntil(pacer_.Reserve(operation), cleaning_ ? never : *setup_.stop);
  check();
  if (!cleaning_ && !pacer_.Spend(operation)) throw CannotLook("the budget of requests is spent");
  ++requests_;
}

ExchangePtr Session::Once(const Credential& credential, Operation operation,
                          const HttpRequest& request) {
  if (fresh_) fresh_ = setup_.connect();
  Transport& transport = fresh_ ? *fresh_ : *setup_.transport;
  const auto began = Transport::Clock::now();
  const auto answer = transport.Send(request, began + setup_.timeout);
  if (answer && latencies_ms_.size() < kMeasured) {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    latencies_ms_.push_back(Milliseconds(Transport::Clock::now() - began).count());
  }
  auto exchange = std::make_shared<Exchange>();
  exchange->operation = operation;
  exchange->method = request.method;
  exchange->url = setup_.origin + request.path;
  exchange->authorization = credential.Authorization(credential.shown);
  exchange->type = type_.value_or(request.body.empty() ? "" : "application/json");
  exchange->sent = request.body;
  const bool timed_out = !answer && answer.error().kind == TransportError::Kind::kTimedOut;
  silent_ = timed_out ? silent_ + 1 : 0;
  if (answer) {
    exchange->status = answer->status;
    exchange->headers = answer->headers;
    exchange->body = answer->body;
    const bool longer =
        credential.value.size() > setup_.key.value.size();  // it may contain the other
    const Credential& first = longer ? credential : setup_.key;
    const Credential& second = longer ? setup_.key : credential;
    HideKey(*exchange, first.value, first.shown);
    HideKey(*exchange, second.value, second.shown);
    exchange->json = Json::parse(exchange->body, nullptr, false);
  } else {
    exchange->trouble = answer.error().message;
    exchange->json = Json(Json::value_t::discarded);
    if (answer.error().kind == TransportError::Kind::kUnreadable) {
      throw CannotLook(answer.error().message);
    }
    if (answer.error().kind != TransportError::Kind::kLost &&
        answer.error().kind != TransportError::Kind::kTimedOut) {
      throw CannotLook("cannot reach " + setup_.origin + ": " + answer.error().message);
    }
  }
  lost_kept_ = !answer && answer.error().kind == TransportError::Kind::kLost && Reconnect();
  if (story_.size() >= kLongestStory) story_.erase(story_.begin(), story_.begin() + 100);
  story_.push_back(exchange);
  return exchange;
}

double Session::latency_ms() const {
  if (latencies_ms_.empty()) return 0;
  // The lower quartile: other work on this machine makes some responses late, but none early.
  std::vector<double> sorted = latencies_ms_;
  std::ranges::sort(sorted);
  return sorted[sorted.size() / 4];
}

/// Whether the target is still there, and only closes the connections that are kept.
bool Session::Reconnect() {
  if (fresh_ || !setup_.connect || pacer_.paced()) return false;
  HttpRequest look{"GET", setup_.base_path + "/organization/invites?limit=1", ""};
  look.headers.emplace_back("Authorization", "Bearer " + setup_.key.value);
  auto fresh = setup_.connect();
  ++requests_;
  if (!fresh->Send(look, Transport::Clock::now() + setup_.timeout)) return false;
  fresh_ = std::move(fresh);
  return true;
}

/// Called after a gateway's answer. Waits and returns true if the request can be sent again without
/// harm. Returns false if this is the answer: a server without a control plane may say so.
bool Session::SendAgain(const Exchange& refused, int tries) {
  constexpr double kFirstWaitS = 0.1;
  const std::string what = "the target answers " + std::to_string(refused.status) + " to " +
                           refused.method + " " + refused.url;
  if (refused.method == "GET" || cleaning_) {
    if (tries < kMostRefused) {
      static const std::atomic<bool> never = false;
      const double wait = kFirstWaitS * (1 << (2 * (tries - 1))) * setup_.time->scale();
      setup_.time->WaitUntil(setup_.time->Now() + wait, cleaning_ ? never : *setup_.stop);
      return true;
    }
    if (refused.operation == Operation::kControl || cleaning_) return false;
    throw CannotLook(what + ", " + std::to_string(kMostRefused) + " times");
  }
  // The gateway does not say whether the target got it.
  if (pacer_.paced() || ++interruptions_ > kMostInterruptions) throw CannotLook(what);
  throw Interrupted(what);
}

void Session::BackOff(const Credential& credential, const Exchange& refused, int tries) {
  const double asked = RetryAfter(refused);
  if (asked >= 0) retry_after_seen_ = true;
  // Once: a limit that a moved clock does not lift goes by another one.
  if (tries == 1 && move_clock_ && move_clock_(credential)) return;
  if (!pacer_.paced() && !cleaning_) {
    throw CannotLook("the target limits requests (429): say --rpm, and how many it allows");
  }
  const double wait = asked >= 0 ? std::max(asked, 0.1) : std::min(60.0, 5.0 * (1 << (tries - 1)));
  const double then = setup_.time->Now() + wait;
  pacer_.HoldBack(refused.operation, then);
  static const std::atomic<bool> never = false;
  setup_.time->WaitUntil(then, cleaning_ ? never : *setup_.stop);
}

}  // namespace invitro::contract
