#pragma once

// A transport that asks again where that cannot do harm. For the same threads as the transport
// below it.

#include <functional>
#include <memory>
#include <optional>

#include "invitro/transport.h"

namespace invitro {

/// The outside world of a retry; tests give their own.
struct RetryWorld {
  std::function<Transport::Clock::time_point()> now;
  std::function<void(std::chrono::milliseconds)> sleep;
  std::function<double()> random;            // from 0 to below 1
  std::function<std::int64_t()> wall_clock;  // Unix seconds, for a retry-after that is a date

  static RetryWorld Real();
};

/// Asks the transport below, and again up to `max_retries` times: GET and DELETE after a lost
/// connection, 408, 429 and 5xx; any method after 429 and where the request cannot have been
/// processed. `x-should-retry` overrules the status, though it never sends a POST again that may
/// have acted. It waits as `retry-after-ms` or `retry-after` say, up to a minute, or else half a
/// second, doubled each time up to eight, less up to a quarter at random; never beyond the
/// deadline: then what was last answered is the answer.
class RetryingTransport final : public Transport {
 public:
  RetryingTransport(std::unique_ptr<Transport> below, int max_retries,
                    RetryWorld world = RetryWorld::Real());

  tl::expected<HttpResponse, TransportError> Send(const HttpRequest& request,
                                                  Clock::time_point deadline) override;

 private:
  std::chrono::milliseconds WaitBefore(
      int retry, const tl::expected<HttpResponse, TransportError>& last) const;

  std::unique_ptr<Transport> below_;
  int max_retries_;
  RetryWorld world_;
};

/// What a retry-after header asks for: seconds, or a date as HTTP writes it; nullopt for anything
/// else.
std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view text, std::int64_t now);

}  // namespace invitro
