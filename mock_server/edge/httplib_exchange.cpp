#include "mock_server/edge/httplib_exchange.h"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>
#include <vector>

#include "mock_server/http/inflate.h"
#include "support/ascii.h"

namespace invitro::edge {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSlice{20};  // between two looks whether a wait is over

/// Headers that older versions of the library add, of what they know of the connection.
constexpr std::array<std::string_view, 4> kAdded{"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR",
                                                 "LOCAL_PORT"};

/// Names the Content-Length of an answer until TidyHeaders: the library adds another one.
constexpr const char* kOurLength = "Invitro-Content-Length";

/// The library lends its own request as constant; what it does next depends on what stands there.
httplib::Request& Own(const httplib::Request& request) {
  return const_cast<httplib::Request&>(request);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

bool TakesBody(const httplib::Request& request) {
  return request.method == "POST" || request.method == "PUT" || request.method == "PATCH" ||
         request.method == "DELETE";
}

/// The client's headers, each to `take`, until that says false.
template <class Take>
void EachHeader(const httplib::Request& request, Take take) {
  for (const auto& [name, value] : request.headers) {
    if (std::ranges::find(kAdded, name) != kAdded.end()) continue;
    if (!take({name, value})) return;
  }
}

/// What becomes of the connection once the Handler's answer is sent. The library is trusted to end
/// it only for requests of which every version knows that they are the last.
After AfterAnswer(const httplib::Request& request, const http::Framing& framing,
                  bool body_is_read) {
  const std::string connection = request.get_header_value("Connection");
  const bool http_1_0 = !framing.http_1_1();
  if (connection == "close" || (http_1_0 && connection.empty())) return After::kLibraryEnds;
  const bool library_keeps = !http_1_0 || connection == "Keep-Alive";
  return body_is_read && library_keeps && framing.KeepsAlive() ? After::kKeep : After::kBreakOff;
}

/// Hands the head of an answer to the library.
void Begin(http::Response& answer, bool keeps, httplib::Response& response) {
  response.status = answer.status;
  response.body.clear();
  response.headers.clear();
  response.headers.emplace("Connection", keeps ? "keep-alive" : "close");
  for (http::HeaderField& field : answer.headers) {
    response.headers.emplace(std::move(field.name), std::move(field.value));
  }
}

http::Rejection ForStatus(int status) {
  switch (status) {
    case 413:
      return http::Rejection::kBodyTooLarge;
    case 414:
      return http::Rejection::kTargetTooLong;
    case 500:
      return http::Rejection::kHandlerFailed;
    default:
      return http::Rejection::kMalformed;
  }
}

/// Whether the library says that the client has gone; versions before 0.18.5 do not know.
template <class Request>
bool SeesItsEnd(const Request& request) {
  if constexpr (kLooksWhileItWaits<Request>) {
    return request.is_connection_closed && request.is_connection_closed();
  } else {
    return false;
  }
}

/// Whether the client still takes bytes. Versions 0.12 to 0.14.1 do not tell; there a write fails.
template <class Sink>
bool IsWritable(const Sink& sink) {
  if constexpr (requires { sink.is_writable(); }) {
    return sink.is_writable();
  } else {
    return true;
  }
}

}  // namespace

std::optional<http::Rejection> HttplibExchange::Inspect(const httplib::Request& request,
                                                        http::Framing& framing) const {
  framing = http::Framing(request.version == "HTTP/1.1");
  if (request.target.size() > options_.max_header_line_bytes) {
    return http::Rejection::kTargetTooLong;
  }
  std::optional<http::Rejection> problem;
  std::size_t count = 0;
  EachHeader(request, [&](const http::HeaderView& header) {
    constexpr std::size_t kSeparator = 2;
    const std::size_t line = header.name.size() + kSeparator + header.value.size();
    if (++count > options_.max_headers) {
      problem = http::Rejection::kTooManyHeaders;
    } else if (line > options_.max_header_line_bytes) {
      problem = http::Rejection::kHeaderLineTooLong;
    } else if (!http::IsToken(header.name) || http::HasControlCharacter(header.value) ||
               !framing.Note(header.name, header.value)) {
      problem = http::Rejection::kMalformed;
    }
    return !problem;
  });
  return problem ? problem : framing.Problem(options_.max_body_bytes);
}

bool HttplibExchange::AnswerWithoutBody(const httplib::Request& request,
                                        httplib::Response& response) const {
  http::Framing framing;
  if (const auto problem = Inspect(request, framing)) {
    Reject(*problem, request, response);
    return true;
  }
  httplib::Request& own = Own(request);
  own.headers.erase("Accept-Encoding");  // answers are not compressed,
  own.ranges.clear();                    // nor sent in parts
  own.path = "/";                        // the one route: a long path would be slow to match
  if (TakesBody(request)) {
    // Without a length the library would wait for the connection's end.
    if (!framing.length()) own.set_header("Content-Length", "0");
    return false;
  }
  // A body that is not read must not be taken for the next request.
  const bool has_body = framing.chunked() || framing.length().value_or(0) > 0;
  Handle(request, {}, AfterAnswer(request, framing, !has_body), response);
  return true;
}

void HttplibExchange::Answer(const httplib::Request& request, const httplib::ContentReader& read,
                             httplib::Response& response) const {
  http::Framing framing;
  static_cast<void>(Inspect(request, framing));  // it was found in order before
  std::string received, unfolded;
  auto problem = Read(request, read, received);
  std::string_view body = received;
  if (!problem) {
    problem = http::UndoCoding(framing.coding(), options_.max_body_bytes, unfolded, body);
  }
  if (problem) return Reject(*problem, request, response);
  Handle(request, body, AfterAnswer(request, framing, true), response);
}

/// Reads the body as it was sent. The time limit is checked whenever bytes arrive. Two headers are
/// taken out meanwhile: the library would take a form apart, and undo a compression without a
/// bound.
std::optional<http::Rejection> HttplibExchange::Read(const httplib::Request& request,
                                                     const httplib::ContentReader& read,
                                                     std::string& body) const {
  httplib::Headers& headers = Own(request).headers;
  httplib::Headers hidden;
  for (auto header = headers.begin(); header != headers.end();) {
    const auto& [name, value] = *header;
    const bool hides = SameIgnoringCase(name, "content-encoding") ||
                       (SameIgnoringCase(name, "content-type") && value.starts_with("multipart"));
    if (hides) hidden.emplace(name, value);
    header = hides ? headers.erase(header) : std::next(header);
  }
  const auto latest = Clock::now() + options_.request_timeout;
  std::optional<http::Rejection> problem;
  const bool whole = read([&](const char* data, std::size_t size) {
    if (size > options_.max_body_bytes - body.size()) problem = http::Rejection::kBodyTooLarge;
    if (stopping_ || Clock::now() > latest) problem = http::Rejection::kTimedOut;
    if (!problem) body.append(data, size);
    return !problem;
  });
  for (const auto& [name, value] : hidden) headers.emplace(name, value);
  if (!whole && !problem) problem = http::Rejection::kMalformed;
  return problem;
}

void HttplibExchange::AnswerRefusal(const httplib::Request& request,
                                    httplib::Response& response) const {
  if (!response.has_header("Connection")) Reject(ForStatus(response.status), request, response);
}

int HttplibExchange::StatusBeforeBody(const httplib::Request& request) const {
  constexpr int kContinue = 100, kTooLarge = 413;
  http::Framing framing;
  return Inspect(request, framing) == http::Rejection::kBodyTooLarge ? kTooLarge : kContinue;
}

void HttplibExchange::TidyHeaders(httplib::Response& response) {
  bool keeps = false;  // the library adds "close" to ours, and nothing else
  std::string length;
  for (auto field = response.headers.begin(); field != response.headers.end();) {
    const std::string_view name = field->first;
    if (name == "Connection") keeps = keeps || field->second == "keep-alive";
    if (name == kOurLength) length = std::move(field->second);
    const bool drop = name == "Connection" || name == kOurLength || name == "Keep-Alive" ||
                      name == "Accept-Ranges";
    field = drop ? response.headers.erase(field) : std::next(field);
  }
  response.headers.emplace("Connection", keeps ? "keep-alive" : "close");
  if (length.empty()) return;
  response.headers.erase("Content-Length");
  response.headers.emplace("Content-Length", std::move(length));
}

void HttplibExchange::Handle(const httplib::Request& request, std::string_view body, After after,
                             httplib::Response& response) const {
  std::vector<http::HeaderView> headers;
  headers.reserve(request.headers.size());
  EachHeader(request, [&headers](const http::HeaderView& header) {
    headers.push_back(header);
    return true;
  });
  http::Outcome outcome = http::Call(
      handler_,
      {.method = request.method, .target = request.target, .headers = headers, .body = body});
  if (outcome.response) {
    Deliver(*std::move(outcome.response), after, request, response);
  } else if (outcome.deferred) {
    AwaitDeferred(outcome.deferred, after, request, response);
  } else {
    Reject(http::Rejection::kHandlerFailed, request, response);
  }
}

void HttplibExchange::Reject(http::Rejection why, const httplib::Request& request,
                             httplib::Response& response) const {
  Deliver(reject_(why, request.method, request.target), After::kBreakOff, request, response);
}

/// Waits, unless the server stops or the client leaves.
template <class Left>
void HttplibExchange::Pause(std::chrono::milliseconds time, Left left) const {
  const auto until = Clock::now() + time;
  while (Clock::now() < until && !stopping_ && !left()) {
    std::this_thread::sleep_for(std::min<Clock::duration>(kSlice, until - Clock::now()));
  }
}

/// Hands an answer to the library. One that is not to be followed by another, or is sent wrong,
/// goes through a content provider: when a provider breaks off, the library ends the connection.
void HttplibExchange::Deliver(http::Response answer, After after, const httplib::Request& request,
                              httplib::Response& response) const {
  const http::Delivery delivery = answer.delivery.value_or(http::Delivery{});
  Pause(delivery.delay, [&request] { return SeesItsEnd(request); });
  if (delivery.cut_after || delivery.length_error != 0) after = After::kBreakOff;
  const bool breaks_off = after == After::kBreakOff;
  Begin(answer, after == After::kKeep, response);
  if (answer.body.empty()) Pause(delivery.body_pause, [&request] { return SeesItsEnd(request); });
  if (!breaks_off && (answer.body.empty() || delivery.body_pause.count() == 0)) {
    // From version 0.33 on, the library would answer who asks for a WebSocket without a length.
    if (request.has_header("Upgrade")) {
      response.headers.emplace(kOurLength, std::to_string(answer.body.size()));
    }
    response.headers.emplace("Content-Type", std::move(answer.content_type));
    response.body = std::move(answer.body);
    return;
  }
  const auto length = static_cast<std::int64_t>(answer.body.size()) + delivery.length_error;
  response.headers.emplace(kOurLength, std::to_string(std::max<std::int64_t>(length, 0)));
  if (request.method == "HEAD" && breaks_off) {  // to HEAD the library would call no provider
    Own(request).method = "GET";
    answer.body.clear();
  }
  // With a length of 0 the provider would not be called.
  const std::size_t size = std::max<std::size_t>(answer.body.size(), 1);
  const std::size_t sent =
      std::min(answer.body.size(), delivery.cut_after.value_or(answer.body.size()));
  response.set_content_provider(
      size, answer.content_type,
      [this, body = std::move(answer.body), sent, breaks_off, pause = delivery.body_pause](
          std::size_t /*offset*/, std::size_t /*length*/, httplib::DataSink& sink) {
        const std::size_t first = pause.count() > 0 ? sent / 2 : 0;
        if (first > 0) sink.write(body.data(), first);
        Pause(pause, [&sink] { return !IsWritable(sink); });
        if (sent > first) sink.write(body.data() + first, sent - first);
        return !breaks_off;
      });
}

/// Waits for a deferred answer, on the thread that the library gives to the connection.
void HttplibExchange::AwaitDeferred(const std::shared_ptr<http::AnswerChannel>& channel,
                                    After after, const httplib::Request& request,
                                    httplib::Response& response) const {
  const auto latest = Clock::now() + options_.idle_timeout;
  while (!channel->WaitUntil(Clock::now() + kSlice)) {
    if (SeesItsEnd(request)) channel->ClientLeft();
    if (stopping_ || Clock::now() > latest) break;
  }
  http::AnswerChannel::Progress progress = channel->Take();
  if (progress.head && progress.is_stream) {
    Stream(std::move(progress), channel, after, request, response);
  } else if (progress.head) {
    Deliver(*std::move(progress.head), after, request, response);
  } else {
    channel->Cancel();
    Reject(http::Rejection::kHandlerFailed, request, response);
  }
}

void HttplibExchange::Stream(http::AnswerChannel::Progress begun,
                             const std::shared_ptr<http::AnswerChannel>& channel, After after,
                             const httplib::Request& request, httplib::Response& response) const {
  const bool chunked = request.version == "HTTP/1.1";
  const bool ends = !chunked || after == After::kBreakOff;
  Begin(*begun.head, chunked && after == After::kKeep, response);
  const std::string type = begun.head->content_type;
  begun.bytes.insert(0, begun.head->body);
  // However the library ends with the answer, it destroys this: then the producer is told.
  const std::shared_ptr<void> cancels(nullptr, [channel](void*) { channel->Cancel(); });
  const auto next = [this, ends, cancels, channel, first = std::move(begun),
                     latest = Clock::now() + options_.idle_timeout](
                        std::size_t /*offset*/, httplib::DataSink& sink) mutable {
    if (first.bytes.empty() && !first.ended) {
      channel->WaitUntil(Clock::now() + kSlice);
      first = channel->Take();
    }
    if (!first.bytes.empty()) latest = Clock::now() + options_.idle_timeout;
    const std::string bytes = std::exchange(first.bytes, {});
    const bool written = bytes.empty() ? IsWritable(sink) : sink.write(bytes.data(), bytes.size());
    if (!written || stopping_ || Clock::now() > latest) return false;
    if (first.ended && !first.abandoned) sink.done();
    return !first.abandoned && !(ends && first.ended);
  };
  if (chunked) {
    response.set_chunked_content_provider(type, next);
  } else {
    response.set_content_provider(type, next);
  }
}

}  // namespace invitro::edge
