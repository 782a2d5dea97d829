#include "mock_server/edge/connection.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace invitro::edge {
namespace {

constexpr std::size_t kReadSize = 64 * 1024;
constexpr std::size_t kMostPending = 1024 * 1024;  // of answers that a client does not take
constexpr std::size_t kMostDropped = 1024 * 1024;  // of what it sends after the last answer
constexpr std::size_t kKeptCapacity = 64 * 1024;   // of an idle connection's buffers
constexpr std::chrono::seconds kLinger{2};
constexpr std::chrono::seconds kStall{30};  // for a client to take more of its answer

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK; }

void Shrink(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > kKeptCapacity) std::string().swap(buffer);
}

/// One read; -1 if nothing is there now, 0 at the end or on an error.
ssize_t Receive(int fd, std::array<char, kReadSize>& buffer) {
  ssize_t count = 0;
  do {
    count = ::recv(fd, buffer.data(), buffer.size(), 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return WouldBlock() ? -1 : 0;
  return count;
}

}  // namespace

Connection::Connection(Descriptor socket, const Options& options, RequestProcessor& processor,
                       Clock::time_point now)
    : socket_(std::move(socket)),
      options_(options),
      processor_(processor),
      framer_(options),
      deadline_(now + options.idle_timeout) {}

void Connection::OnReadable(Clock::time_point now) {
  if (phase_ == Phase::kLingering) {
    Drain();
    return;
  }
  std::array<char, kReadSize>
      buffer;  // NOLINT: filled by recv, and zeroing it is what a request would cost
  const ssize_t count = Receive(fd(), buffer);
  if (count < 0) return;
  input_ended_ = count == 0;
  in_.append(buffer.data(), static_cast<std::size_t>(count));
  Work();
  // What was sent before the end of the input is answered; a request that is cut off by it is not.
  if (input_ended_ && phase_ == Phase::kServing) {
    phase_ = out_.empty() ? Phase::kOver : Phase::kClosing;
  }
  SetDeadline(now);
}

void Connection::OnWritable(Clock::time_point now) {
  Flush();
  if (out_.empty()) Work();  // what was left lying while the client took its answers
  SetDeadline(now);
}

/// Answers and sends until there is nothing whole left, or the client takes no more: nobody would
/// wake us for requests that are here already.
void Connection::Work() {
  bool answered = true;
  while (answered && phase_ == Phase::kServing && out_.empty()) {
    answered = AnswerWhatIsWhole();
    Flush();
  }
}

void Connection::OnDeadline(Clock::time_point now) {
  const bool begun = phase_ == Phase::kServing && out_.empty() && !in_.empty();
  if (!begun) {
    phase_ = Phase::kOver;
    return;
  }
  Refuse(Rejection::kTimedOut);
  Flush();
  SetDeadline(now);
}

Connection::Waits Connection::waits() const {
  if (phase_ == Phase::kOver) return Waits::kForNothing;
  return out_.empty() ? Waits::kForInput : Waits::kForRoom;
}

bool Connection::AnswerWhatIsWhole() {
  std::size_t answered = 0;
  while (phase_ == Phase::kServing && out_.size() - sent_ < kMostPending && answered < in_.size()) {
    const std::string_view rest = std::string_view(in_).substr(answered);
    const RequestFramer::State state = framer_.Look(rest);
    if (state == RequestFramer::State::kNeedMore) {
      if (framer_.awaits_continue() && !std::exchange(told_continue_, true)) {
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
      }
      break;
    }
    if (state == RequestFramer::State::kRejected) {
      Refuse(framer_.rejection());
      break;
    }
    const bool keep = framer_.keep_alive();
    processor_.Answer(framer_.head(rest), framer_.body(), keep, out_);
    answered += framer_.size();
    framer_.Reset();
    told_continue_ = false;
    in_request_ = false;
    if (!keep) phase_ = Phase::kClosing;
  }
  in_.erase(0, answered);
  return answered > 0;
}

void Connection::Refuse(Rejection why) {
  processor_.Reject(why, framer_.method(), framer_.target(), out_);
  phase_ = Phase::kClosing;
}

void Connection::Flush() {
  while (sent_ < out_.size()) {
    const ssize_t count =
        ::send(fd(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && WouldBlock()) return;
    if (count < 0) {
      phase_ = Phase::kOver;
      return;
    }
    sent_ += static_cast<std::size_t>(count);
  }
  Shrink(out_);
  sent_ = 0;
  if (in_.empty()) Shrink(in_);
  if (phase_ != Phase::kClosing) return;
  // Closed at once with input unread, the system would tell the client to throw the answer away.
  ::shutdown(fd(), SHUT_WR);
  phase_ = input_ended_ ? Phase::kOver : Phase::kLingering;
}

void Connection::Drain() {
  std::array<char, kReadSize> buffer;  // NOLINT: as above
  const ssize_t count = Receive(fd(), buffer);
  if (count < 0) return;
  dropped_ += static_cast<std::size_t>(count);
  if (count == 0 || dropped_ > kMostDropped) phase_ = Phase::kOver;
}

void Connection::SetDeadline(Clock::time_point now) {
  if (phase_ == Phase::kLingering) {
    deadline_ = now + kLinger;
  } else if (!out_.empty()) {
    deadline_ = now + kStall;
  } else if (in_.empty()) {
    deadline_ = now + options_.idle_timeout;
  } else if (!std::exchange(in_request_, true)) {
    deadline_ =
        now +
        options_.request_timeout;  // from its first byte: a slow sender gains nothing by a byte
  }
}

}  // namespace invitro::edge
