#include "mock_server/edge/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "mock_server/http/inflate.h"

namespace invitro::edge {
namespace {

constexpr std::size_t kMaxPending = 1024 * 1024;       // of answers that a client does not take
constexpr std::size_t kMaxDropped = 16 * 1024 * 1024;  // of what it sends after the last answer
constexpr std::size_t kKeptCapacity = 64 * 1024;       // of an idle connection's buffers
constexpr std::chrono::seconds kLinger{2};
constexpr std::chrono::seconds kGone{10};  // for a client that only ended its side

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK; }

void Shrink(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > kKeptCapacity) std::string().swap(buffer);
}

/// One read; nullopt if nothing is there now, 0 at the end or on an error.
std::optional<std::size_t> Receive(int fd, std::span<char> buffer) {
  ssize_t count = 0;
  do {
    count = ::recv(fd, buffer.data(), buffer.size(), 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return WouldBlock() ? std::nullopt : std::optional<std::size_t>(0);
  return static_cast<std::size_t>(count);
}

/// Makes closing final: it resets the connection, and the system keeps nothing that is unsent.
void ResetOnClose(int fd) {
  linger at_once{};
  at_once.l_onoff = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

Connection::Connection(Descriptor socket, const Options& options, const Handlers& handlers,
                       Clock::time_point now)
    : socket_(std::move(socket)),
      options_(options),
      handlers_(handlers),
      framer_(options),
      deadline_(now + options.idle_timeout) {}

Connection::~Connection() {
  if (channel_) channel_->Cancel();
}

void Connection::OnReadable(std::span<char> buffer, Clock::time_point now) {
  const auto count = Receive(fd(), buffer);
  if (!count) return;
  if (phase_ == Phase::kLingering) return Drop(*count);
  input_ended_ = *count == 0;
  const std::string_view received(buffer.data(), *count);
  if (in_.empty()) {  // as always but for requests in pieces: nothing is copied then
    in_.assign(received.substr(Serve(received)));
  } else {
    in_.append(received);
    ServeKept();
  }
  SetDeadline(now);
}

void Connection::OnWritable(Clock::time_point now) {
  Flush();
  if (channel_) return OnAnswer(now);
  if (held_back_) ServeKept();
  SetDeadline(now);
}

void Connection::OnAnswer(Clock::time_point now) {
  while (channel_ && phase_ == Phase::kServing && TakesMore() && TakeDeferred()) Flush();
  if (!channel_ && held_back_) ServeKept();
  SetDeadline(now);
}

void Connection::OnDeadline(Clock::time_point now) {
  const bool gone = gone_until_ && now >= *gone_until_;
  if (!gates_.empty() && !gone && phase_ != Phase::kOver) return OnWritable(now);
  const bool answers = phase_ == Phase::kServing && out_.empty() && !gone && !stream_;
  if (answers && channel_) {
    channel_->Cancel();
    channel_.reset();
    Refuse(http::Rejection::kHandlerFailed, head_only_ ? "HEAD" : "", {});
  } else if (answers && request_began_) {
    const http::Request request = framer_.request(in_);
    Refuse(http::Rejection::kTimedOut, request.method, request.target);
  } else {
    if (!out_.empty()) ResetOnClose(fd());
    phase_ = Phase::kOver;
  }
  Flush();
  SetDeadline(now);
}

void Connection::OnGone(bool reset, Clock::time_point now) {
  gone_until_ = now + kGone;
  if (reset || stream_) phase_ = Phase::kOver;
  if (channel_) channel_->ClientLeft();
  SetDeadline(now);
}

Connection::Waits Connection::waits() const {
  if (phase_ == Phase::kOver) return Waits::kForNothing;
  if (!gates_.empty()) return Waits::kForTime;
  if (!out_.empty()) return Waits::kForRoom;
  return channel_ ? Waits::kForAnswer : Waits::kForInput;
}

void Connection::ServeKept() { in_.erase(0, Serve(in_)); }

/// Answers and sends until nothing whole is left or the client takes no more: for requests that are
/// here already no event would come. Returns how much of the input was used up.
std::size_t Connection::Serve(std::string_view input) {
  std::size_t used = 0;
  do {
    used += AnswerWhatIsWhole(input.substr(used));
    Flush();
  } while (held_back_ && !channel_ && out_.empty() && phase_ == Phase::kServing);
  // What was sent before the end of the input is answered; a request that is cut off by it is not.
  if (input_ended_ && !held_back_ && phase_ == Phase::kServing) {
    phase_ = out_.empty() ? Phase::kOver : Phase::kClosing;
  }
  return used;
}

std::size_t Connection::AnswerWhatIsWhole(std::string_view input) {
  std::size_t used = 0;
  held_back_ = false;
  while (phase_ == Phase::kServing && used < input.size()) {
    held_back_ = channel_ || !TakesMore();
    if (held_back_ || !AnswerOne(input.substr(used))) break;
    used += framer_.size();
    framer_.Reset();
  }
  held_back_ |= channel_ != nullptr;
  return used;
}

/// True if the framer found something to be done with: a request, now answered, or empty lines.
bool Connection::AnswerOne(std::string_view input) {
  switch (framer_.Look(input)) {
    case http::RequestFramer::State::kNeedMore:
      if (framer_.awaits_continue(input) && !std::exchange(told_continue_, true)) {
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
      }
      // Empty lines between requests are no request begun: they may wait as long as an idle client.
      return framer_.blank() > 0;
    case http::RequestFramer::State::kRejected: {
      const http::Request request = framer_.request(input);
      Refuse(framer_.rejection(), request.method, request.target);
      return false;
    }
    case http::RequestFramer::State::kComplete:
      break;
  }
  told_continue_ = false;
  request_began_.reset();
  Call(framer_.request(input));
  return true;
}

void Connection::Call(http::Request request) {
  keep_alive_ = framer_.framing().KeepsAlive();
  http_1_1_ = framer_.framing().http_1_1();
  head_only_ = request.method == "HEAD";
  std::string unfolded;
  if (const auto problem = http::UndoCoding(framer_.framing().coding(), options_.max_body_bytes,
                                            unfolded, request.body)) {
    return Refuse(*problem, request.method, request.target);
  }
  http::Outcome outcome =
      http::Call(handlers_.handle, request, [&wake = handlers_.wake, fd = fd()] { wake(fd); });
  channel_ = std::move(outcome.deferred);
  if (outcome.response) {
    Append(*outcome.response);
  } else if (!channel_) {
    Refuse(http::Rejection::kHandlerFailed, request.method, request.target);
  }
}

/// Appends what has come of a deferred answer; false if nothing has.
bool Connection::TakeDeferred() {
  http::AnswerChannel::Progress progress = channel_->Take();
  if (progress.head && progress.is_stream) {
    stream_ = http_1_1_ ? http::BodyEnd::kChunks : http::BodyEnd::kClose;
    keep_alive_ = keep_alive_ && http_1_1_;
    http::AppendHead(*progress.head, *stream_, 0, keep_alive_, out_);
    progress.bytes.insert(0, progress.head->body);
  } else if (progress.head) {
    Append(*progress.head);
  } else if (progress.abandoned && !stream_) {
    Refuse(http::Rejection::kHandlerFailed, head_only_ ? "HEAD" : "", {});
  }
  if (stream_ == http::BodyEnd::kChunks && !head_only_) http::AppendChunk(progress.bytes, out_);
  if (stream_ == http::BodyEnd::kClose && !head_only_) out_ += progress.bytes;
  if (!progress.ended) return progress.head || !progress.bytes.empty();
  channel_.reset();
  if (stream_) {
    const bool whole = !progress.abandoned;  // if not, the client misses the last chunk
    if (whole && stream_ == http::BodyEnd::kChunks && !head_only_) out_ += http::kLastChunk;
    if (!whole || !keep_alive_) phase_ = Phase::kClosing;
    stream_.reset();
  }
  return true;
}

/// Appends an answer, wrong on its way as a scripted fault wants it.
void Connection::Append(const http::Response& response) {
  const http::Delivery delivery = response.delivery.value_or(http::Delivery{});
  const auto opens = Clock::now() + delivery.delay;
  if (delivery.delay.count() > 0) gates_.push_back({out_.size(), opens});
  reset_ = delivery.reset;
  if (reset_ || delivery.cut_after || delivery.length_error != 0) keep_alive_ = false;
  if (!keep_alive_) phase_ = Phase::kClosing;
  if (reset_) return;
  const auto length = static_cast<std::int64_t>(response.body.size()) + delivery.length_error;
  http::AppendHead(response, http::BodyEnd::kLength, std::max<std::int64_t>(length, 0), keep_alive_,
                   out_);
  const auto body = std::string_view(response.body)
                        .substr(0, head_only_ ? 0 : delivery.cut_after.value_or(std::string::npos));
  if (delivery.body_pause.count() > 0) {
    gates_.push_back({out_.size() + body.size() / 2, opens + delivery.body_pause});
  }
  out_ += body;
}

/// Answers what is not to be handled, and lets the connection end: its input may not be understood.
void Connection::Refuse(http::Rejection why, std::string_view method, std::string_view target) {
  keep_alive_ = false;
  head_only_ = method == "HEAD";
  Append(handlers_.reject(why, method, target));
}

bool Connection::TakesMore() const { return out_.size() - sent_ < kMaxPending; }

/// Whether anything may be sent now, and up to where in out_.
bool Connection::MayGoOn(std::size_t& until) {
  until = out_.size();
  if (gates_.empty()) return true;
  const auto now = Clock::now();
  while (!gates_.empty() && gates_.front().opens <= now) gates_.pop_front();
  if (!gates_.empty()) until = std::min(until, gates_.front().at);
  return gates_.empty() || sent_ < until;
}

void Connection::Flush() {
  std::size_t until = 0;
  if (!MayGoOn(until)) return;
  while (sent_ < until) {
    const ssize_t count = ::send(fd(), out_.data() + sent_, until - sent_, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && WouldBlock()) return ForgetSent();
    if (count < 0) {
      phase_ = Phase::kOver;
      return;
    }
    sent_ += static_cast<std::size_t>(count);
  }
  if (!gates_.empty()) return;
  Shrink(out_);
  sent_ = 0;
  if (phase_ == Phase::kClosing) Close();
}

/// A client that always leaves something would otherwise let a stream grow for ever.
void Connection::ForgetSent() {
  if (sent_ < kMaxPending) return;
  out_.erase(0, sent_);
  for (Gate& gate : gates_) gate.at -= sent_;
  sent_ = 0;
}

/// Closed at once with input unread, the system would make the client throw its answer away.
void Connection::Close() {
  if (reset_) {
    ResetOnClose(fd());
    phase_ = Phase::kOver;
    return;
  }
  ::shutdown(fd(), SHUT_WR);
  phase_ = input_ended_ ? Phase::kOver : Phase::kLingering;
}

void Connection::Drop(std::size_t count) {
  dropped_ += count;
  if (count == 0 || dropped_ > kMaxDropped) phase_ = Phase::kOver;
}

void Connection::SetDeadline(Clock::time_point now) {
  if (!gates_.empty()) {
    deadline_ = gates_.front().opens;
  } else if (channel_ && out_.empty()) {
    deadline_ = now + options_.idle_timeout;  // for the next part of a deferred answer
  } else if (phase_ == Phase::kLingering) {
    deadline_ = now + kLinger;  // set once: Drop does not come here
  } else if (!out_.empty()) {
    deadline_ = now + options_.request_timeout;  // to take some more of its answers
  } else if (in_.empty()) {
    Shrink(in_);
    deadline_ = now + options_.idle_timeout;
  } else {
    // From the first byte: who sends slowly gains no time with each of them.
    if (!request_began_) request_began_ = now;
    deadline_ = *request_began_ + options_.request_timeout;
  }
  if (gone_until_) deadline_ = std::min(deadline_, *gone_until_);
}

}  // namespace invitro::edge
