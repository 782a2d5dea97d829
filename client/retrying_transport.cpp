#include "client/retrying_transport.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <iomanip>
#include <locale>
#include <random>
#include <sstream>
#include <thread>
#include <utility>

namespace invitro {
namespace {

using std::chrono::milliseconds;
using Answer = tl::expected<HttpResponse, TransportError>;

constexpr milliseconds kFirstWait{500};
constexpr milliseconds kLongestWait{8000};
constexpr milliseconds kMostAskedFor{60'000};
constexpr int kTimeout = 408;
constexpr int kTooMany = 429;
constexpr int kServerError = 500;

bool Repeatable(const HttpRequest& request) { return request.method != "POST"; }

/// Whether the try may have changed something, so that it must not be made again blindly.
bool MayHaveActed(const Answer& answer) {
  if (!answer) return answer.error().may_have_been_processed;
  return answer->status == kTimeout || answer->status >= kServerError;
}

bool WorthAnother(const HttpRequest& request, const Answer& answer) {
  if (!answer) {
    switch (answer.error().kind) {
      case TransportError::Kind::kCannotConnect:
      case TransportError::Kind::kTimedOut:
      case TransportError::Kind::kLost:
        return Repeatable(request) || !answer.error().may_have_been_processed;
      case TransportError::Kind::kBadUrl:
      case TransportError::Kind::kTls:
      case TransportError::Kind::kTooLarge:
      case TransportError::Kind::kUnreadable:
        return false;
    }
    return false;
  }
  if (!Repeatable(request) && MayHaveActed(answer)) return false;
  const std::string wish = answer->Header("x-should-retry");
  if (wish == "true" && answer->status >= 400)
    return Repeatable(request) || answer->status == kTooMany;
  if (wish == "false") return false;
  return answer->status == kTimeout || answer->status == kTooMany || answer->status >= kServerError;
}

std::optional<double> Number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number) ||
      number < 0) {
    return std::nullopt;
  }
  return number;
}

milliseconds FromDouble(double ms) {
  return milliseconds(static_cast<std::int64_t>(std::min(ms, 1e9)));
}

std::optional<milliseconds> AskedFor(const HttpResponse& answer, std::int64_t now) {
  if (const auto ms = Number(answer.Header("retry-after-ms"))) return FromDouble(*ms);
  return ParseRetryAfter(answer.Header("retry-after"), now);
}

}  // namespace

RetryWorld RetryWorld::Real() {
  return {.now = [] { return Transport::Clock::now(); },
          .sleep = [](milliseconds time) { std::this_thread::sleep_for(time); },
          .random =
              [engine = std::mt19937_64(std::random_device{}())]() mutable {
                return std::uniform_real_distribution<double>(0, 1)(engine);
              },
          .wall_clock = [] { return static_cast<std::int64_t>(std::time(nullptr)); }};
}

std::optional<milliseconds> ParseRetryAfter(std::string_view text, std::int64_t now) {
  constexpr double kMillisecondsInOne = 1000;
  if (const auto seconds = Number(text)) return FromDouble(*seconds * kMillisecondsInOne);
  std::tm date{};
  std::istringstream in{std::string(text)};
  in.imbue(std::locale::classic());
  in >> std::get_time(&date, "%a, %d %b %Y %H:%M:%S GMT");
  if (in.fail()) return std::nullopt;
  return FromDouble(static_cast<double>(std::max<std::int64_t>(0, ::timegm(&date) - now)) *
                    kMillisecondsInOne);
}

RetryingTransport::RetryingTransport(std::unique_ptr<Transport> below, int max_retries,
                                     RetryWorld world)
    : below_(std::move(below)), max_retries_(std::max(0, max_retries)), world_(std::move(world)) {}

Answer RetryingTransport::Send(const HttpRequest& request, Clock::time_point deadline) {
  bool may_have_acted = false;
  for (int tries = 1;; ++tries) {
    Answer answer = below_->Send(request, deadline);
    if (tries <= max_retries_ && WorthAnother(request, answer)) {
      const milliseconds wait = WaitBefore(tries, answer);
      if (world_.now() + wait < deadline) {
        may_have_acted = may_have_acted || MayHaveActed(answer);
        world_.sleep(wait);
        continue;
      }
    }
    if (answer) {
      answer->tries = tries;
      answer->earlier_try_may_have_acted = may_have_acted;
    } else {
      answer.error().may_have_been_processed =
          answer.error().may_have_been_processed || may_have_acted;
    }
    return answer;
  }
}

milliseconds RetryingTransport::WaitBefore(int retry, const Answer& last) const {
  if (last) {
    const auto asked = AskedFor(*last, world_.wall_clock());
    if (asked && *asked <= kMostAskedFor) return *asked;
  }
  constexpr int kMostDoublings = 4;
  constexpr double kSpread = 0.25;
  const milliseconds wait =
      std::min(kLongestWait, kFirstWait * (1 << std::min(retry - 1, kMostDoublings)));
  return FromDouble(static_cast<double>(wait.count()) * (1 - kSpread * world_.random()));
}

}  // namespace invitro
