#include "mock_server/edge/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace invitro::edge {
namespace {

constexpr std::size_t kMostPending = 1024 * 1024;       // of answers that a client does not take
constexpr std::size_t kMostDropped = 16 * 1024 * 1024;  // of what it sends after the last answer
constexpr std::size_t kKeptCapacity = 64 * 1024;        // of an idle connection's buffers
constexpr std::chrono::seconds kLinger{2};

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

/// Makes closing final: the system would keep what a client does not take for minutes yet.
void ForgetUnsent(int fd) {
  linger none{};
  none.l_onoff = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

}  // namespace

Connection::Connection(Descriptor socket, const Options& options, RequestProcessor& processor,
                       Clock::time_point now)
    : socket_(std::move(socket)),
      options_(options),
      processor_(processor),
      framer_(options),
      deadline_(now + options.idle_timeout) {}

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
  if (held_back_) ServeKept();
  SetDeadline(now);
}

void Connection::OnDeadline(Clock::time_point now) {
  if (!gates_.empty() && phase_ != Phase::kOver) return OnWritable(now);
  if (phase_ == Phase::kServing && out_.empty() && request_began_) {
    Refuse(Rejection::kTimedOut, in_);
    Flush();
    SetDeadline(now);
  } else {
    if (!out_.empty()) ForgetUnsent(fd());
    phase_ = Phase::kOver;
  }
}

Connection::Waits Connection::waits() const {
  if (phase_ == Phase::kOver) return Waits::kForNothing;
  if (!gates_.empty()) return Waits::kForTime;
  return out_.empty() ? Waits::kForInput : Waits::kForRoom;
}

void Connection::ServeKept() { in_.erase(0, Serve(in_)); }

/// Answers and sends until nothing whole is left or the client takes no more: for requests that are
/// here already nobody would wake us. Returns how much of the input was used up.
std::size_t Connection::Serve(std::string_view input) {
  std::size_t used = 0;
  do {
    used += AnswerWhatIsWhole(input.substr(used));
    Flush();
  } while (held_back_ && out_.empty() && phase_ == Phase::kServing);
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
    held_back_ = out_.size() - sent_ >= kMostPending;
    if (held_back_ || !AnswerOne(input.substr(used))) break;
    used += framer_.size();
    framer_.Reset();
  }
  return used;
}

/// True if the framer found something to be done with: a request, now answered, or empty lines.
bool Connection::AnswerOne(std::string_view input) {
  switch (framer_.Look(input)) {
    case RequestFramer::State::kNeedMore:
      if (framer_.awaits_continue(input) && !std::exchange(told_continue_, true)) {
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
      }
      // Empty lines between requests are no request begun: they may wait as long as an idle client.
      return framer_.blank() > 0;
    case RequestFramer::State::kRejected:
      Refuse(framer_.rejection(), input);
      return false;
    case RequestFramer::State::kComplete:
      break;
  }
  const bool keep = framer_.keep_alive();
  const std::size_t answer_at = out_.size();
  processor_.Answer(framer_.request(input), keep, out_);
  told_continue_ = false;
  request_began_.reset();
  if (!keep) phase_ = Phase::kClosing;
  if (const auto delivery = processor_.TakeDelivery()) Spoil(*delivery, answer_at);
  return true;
}

/// Lets the answer that begins at `answer_at` go wrong on its way, as a scripted fault wants it.
void Connection::Spoil(const http::Delivery& delivery, std::size_t answer_at) {
  constexpr std::string_view kEnd = "\r\n\r\n", kLength = "\r\nContent-Length: ";
  const auto opens = Clock::now() + delivery.delay;
  if (delivery.delay.count() > 0) gates_.push_back({answer_at, opens});
  if (delivery.reset) {
    out_.resize(answer_at);
    reset_ = true;
    phase_ = Phase::kClosing;
    return;
  }
  const std::size_t length_at = out_.find(kLength, answer_at);
  if (delivery.length_error != 0 && length_at != std::string::npos) {
    const std::size_t from = length_at + kLength.size(), to = out_.find('\r', from);
    const std::int64_t lie = std::stoll(out_.substr(from, to - from)) + delivery.length_error;
    out_.replace(from, to - from, std::to_string(std::max<std::int64_t>(lie, 0)));
    phase_ = Phase::kClosing;
  }
  const std::size_t body_at = out_.find(kEnd, answer_at) + kEnd.size();
  if (delivery.cut_after) {
    out_.resize(std::min(out_.size(), body_at + *delivery.cut_after));
    phase_ = Phase::kClosing;
  }
  if (delivery.body_pause.count() > 0) {
    gates_.push_back({body_at + (out_.size() - body_at) / 2, opens + delivery.body_pause});
  }
}

/// Whether anything may be sent now, and up to where in out_.
bool Connection::MayGoOn(std::size_t& until) {
  until = out_.size();
  if (gates_.empty()) return true;
  const auto now = Clock::now();
  while (!gates_.empty() && gates_.front().opens <= now) gates_.pop_front();
  if (!gates_.empty()) until = std::min(until, gates_.front().at);
  return gates_.empty() || sent_ < until;
}

void Connection::Refuse(Rejection why, std::string_view input) {
  const http::Request request = framer_.request(input);
  processor_.Reject(why, request.method, request.target, out_);
  phase_ = Phase::kClosing;
}

void Connection::Flush() {
  std::size_t until = 0;
  if (!MayGoOn(until)) return;
  while (sent_ < until) {
    const ssize_t count = ::send(fd(), out_.data() + sent_, until - sent_, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && WouldBlock()) return;
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

/// Closed at once with input unread, the system would make the client throw its answer away.
void Connection::Close() {
  if (reset_) {
    linger at_once{};
    at_once.l_onoff = 1;  // and no seconds: closing it then resets
    ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    phase_ = Phase::kOver;
    return;
  }
  ::shutdown(fd(), SHUT_WR);
  phase_ = input_ended_ ? Phase::kOver : Phase::kLingering;
}

void Connection::Drop(std::size_t count) {
  dropped_ += count;
  if (count == 0 || dropped_ > kMostDropped) phase_ = Phase::kOver;
}

void Connection::SetDeadline(Clock::time_point now) {
  if (!gates_.empty()) {
    deadline_ = gates_.front().opens;
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
}

}  // namespace invitro::edge
