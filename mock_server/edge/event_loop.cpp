#include "mock_server/edge/event_loop.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <utility>

namespace invitro::edge {
namespace {

constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr std::size_t kReadSize = 64 * 1024;
constexpr int kMostAccepted = 64;  // before the connections that are there get their turn

}  // namespace

struct EventLoop::Entry {
  Connection connection;
  std::uint32_t watched;  // what epoll was told
};

EventLoop::EventLoop(const Options& options, const http::Handler& handler,
                     const RejectionHandler& on_rejection, std::atomic<std::size_t>& open)
    : options_(options),
      processor_(RequestProcessor::Make(options, handler, on_rejection)),
      open_(open),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      buffer_(kReadSize) {
  Watch(EPOLL_CTL_ADD, wake_.get(), EPOLLIN);
}

EventLoop::~EventLoop() { Stop(); }

void EventLoop::AcceptFrom(int listener, std::function<void(Descriptor)> place) {
  listener_ = listener;
  place_ = std::move(place);
  ResumeAccepting();
}

void EventLoop::Start() {
  thread_ = std::thread([this] { Run(); });
}

void EventLoop::Adopt(Descriptor socket) {
  {
    const std::lock_guard lock(mutex_);
    adopted_.push_back(std::move(socket));
  }
  Wake();
}

void EventLoop::Stop() {
  stop_ = true;
  Wake();
  if (thread_.joinable()) thread_.join();
}

void EventLoop::Wake() const {
  const std::uint64_t one = 1;
  // It can only fail when the count is full, and then the loop is being woken anyway.
  static_cast<void>(::write(wake_.get(), &one, sizeof one));
}

void EventLoop::Watch(int operation, int fd, std::uint32_t events) const {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  ::epoll_ctl(epoll_.get(), operation, fd, &event);
}

void EventLoop::Run() {
  constexpr std::size_t kMostEvents = 256;
  std::array<epoll_event, kMostEvents> events{};
  while (!stop_) {
    const int wait = TimeToWait(Clock::now());
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait);
    const Clock::time_point now = Clock::now();
    for (int i = 0; i < count && !stop_; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.fd == wake_.get()) {
        TakeAdopted(now);
      } else if (event.data.fd == listener_) {
        Accept(now);
      } else {
        Serve(event.data.fd, now);
      }
    }
    MeetDeadlines(now);
  }
  connections_.clear();
}

void EventLoop::Accept(Clock::time_point now) {
  for (int i = 0; i < kMostAccepted; ++i) {
    if (open_ >= options_.max_connections) return PauseAccepting(now);  // they wait in the backlog
    Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) {
      // Out of descriptors or memory the listener stays readable: without a pause this would spin.
      // (One of the clients gone again, or none there after all, is nothing to wait for.)
      if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ECONNABORTED && errno != EINTR) {
        PauseAccepting(now);
      }
      return;
    }
    const int yes = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ++open_;
    place_(std::move(socket));
  }
}

void EventLoop::PauseAccepting(Clock::time_point now) {
  Watch(EPOLL_CTL_DEL, listener_, 0);
  accepting_ = false;
  accept_again_ = now + kAcceptPause;
}

void EventLoop::ResumeAccepting() {
  Watch(EPOLL_CTL_ADD, listener_, EPOLLIN);
  accepting_ = true;
  accept_again_ = Clock::time_point::max();
}

void EventLoop::TakeAdopted(Clock::time_point now) {
  std::uint64_t count = 0;
  static_cast<void>(::read(wake_.get(), &count, sizeof count));
  std::vector<Descriptor> adopted;
  {
    const std::lock_guard lock(mutex_);
    adopted.swap(adopted_);
  }
  for (Descriptor& socket : adopted) {
    const int fd = socket.get();
    const auto [entry, added] = connections_.emplace(
        fd, Entry{Connection(std::move(socket), options_, *processor_, now), EPOLLIN});
    Watch(EPOLL_CTL_ADD, fd, EPOLLIN);
    next_deadline_ = std::min(next_deadline_, entry->second.connection.deadline());
  }
}

void EventLoop::Serve(int fd, Clock::time_point now) {
  const auto found = connections_.find(fd);
  if (found == connections_.end()) return;  // closed earlier in the same batch of events
  Connection& connection = found->second.connection;
  // What came of the two need not be asked: an error shows in either.
  if (connection.waits() == Connection::Waits::kForTime) {
    connection.Abandon();  // only an error or a hang-up is told now
  } else if (connection.waits() == Connection::Waits::kForRoom) {
    connection.OnWritable(now);
  } else {
    connection.OnReadable(buffer_, now);
  }
  Settle(found->second);
}

/// Tells epoll what the connection waits for now, or closes it.
void EventLoop::Settle(Entry& entry) {
  const int fd = entry.connection.fd();
  std::uint32_t wanted = 0;
  switch (entry.connection.waits()) {
    case Connection::Waits::kForInput:
      wanted = EPOLLIN;
      break;
    case Connection::Waits::kForRoom:
      wanted = EPOLLOUT;  // and no input: who does not take answers gets no more
      break;
    case Connection::Waits::kForTime:
      break;  // nothing but its end wakes us
    case Connection::Waits::kForNothing:
      connections_.erase(fd);  // closing it takes it out of epoll
      --open_;
      return;
  }
  if (wanted != entry.watched) Watch(EPOLL_CTL_MOD, fd, wanted);
  entry.watched = wanted;
  next_deadline_ = std::min(next_deadline_, entry.connection.deadline());
}

void EventLoop::MeetDeadlines(Clock::time_point now) {
  if (now >= accept_again_) ResumeAccepting();
  if (now < next_deadline_) return;
  std::vector<int> due;
  next_deadline_ = Clock::time_point::max();
  for (const auto& [fd, entry] : connections_) {
    if (entry.connection.deadline() <= now) {
      due.push_back(fd);
    } else {
      next_deadline_ = std::min(next_deadline_, entry.connection.deadline());
    }
  }
  for (const int fd : due) {
    Entry& entry = connections_.at(fd);
    entry.connection.OnDeadline(now);
    Settle(entry);
  }
}

/// Milliseconds until something must be done without being asked; -1: until asked.
int EventLoop::TimeToWait(Clock::time_point now) const {
  const Clock::time_point next = std::min(next_deadline_, accept_again_);
  if (next == Clock::time_point::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - now).count();
  constexpr std::int64_t kLongest = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, kLongest));
}

}  // namespace invitro::edge
