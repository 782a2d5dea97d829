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

EventLoop::EventLoop(const Options& options, http::Handler handler,
                     http::RejectionHandler on_rejection, std::atomic<std::size_t>& open)
    : options_(options),
      handlers_{std::move(handler), std::move(on_rejection), [this](int fd) { Post(fd); }},
      open_(open),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      buffer_(kReadSize) {
  Watch(EPOLL_CTL_ADD, wake_.get(), EPOLLIN);
}

EventLoop::~EventLoop() { Stop(); }

void EventLoop::Start(int listener, std::function<void(Descriptor)> place) {
  listener_ = listener;
  place_ = std::move(place);
  if (listener_ >= 0) ResumeAccepting();
  thread_ = std::thread([this] { Run(); });
}

void EventLoop::Adopt(Descriptor socket) {
  const MutexLock lock(mutex_);
  adopted_.push_back(std::move(socket));
  Wake();
}

void EventLoop::Post(int fd) {
  const MutexLock lock(mutex_);
  answered_.insert(fd);
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
        TakePosted(now);
      } else if (event.data.fd == listener_) {
        Accept(now);
      } else {
        Serve(event.data.fd, event.events, now);
      }
    }
    MeetDeadlines(now);
  }
  connections_.clear();
  const MutexLock lock(mutex_);
  adopted_.clear();
}

void EventLoop::Accept(Clock::time_point now) {
  for (int i = 0; i < kMostAccepted; ++i) {
    if (open_ >= options_.max_connections) return PauseAccepting(now);  // they wait in the backlog
    Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) {
      // Out of descriptors or memory the listener stays readable: without a pause this would spin.
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
  accept_again_ = now + kAcceptPause;
}

void EventLoop::ResumeAccepting() {
  Watch(EPOLL_CTL_ADD, listener_, EPOLLIN);
  accept_again_ = Clock::time_point::max();
}

/// Takes over what other threads have left here.
void EventLoop::TakePosted(Clock::time_point now) {
  std::uint64_t count = 0;
  static_cast<void>(::read(wake_.get(), &count, sizeof count));
  std::vector<Descriptor> adopted;
  std::unordered_set<int> answered;
  {
    const MutexLock lock(mutex_);
    adopted.swap(adopted_);
    answered.swap(answered_);
  }
  for (const int fd : answered) {
    const auto found = connections_.find(fd);
    if (found == connections_.end()) continue;
    found->second.connection.OnAnswer(now);
    Settle(found->second);
  }
  for (Descriptor& socket : adopted) {
    const int fd = socket.get();
    const auto [entry, added] = connections_.emplace(
        fd, Entry{Connection(std::move(socket), options_, handlers_, now), EPOLLIN});
    Watch(EPOLL_CTL_ADD, fd, EPOLLIN);
    next_deadline_ = std::min(next_deadline_, entry->second.connection.deadline());
  }
}

void EventLoop::Serve(int fd, std::uint32_t events, Clock::time_point now) {
  const auto found = connections_.find(fd);
  if (found == connections_.end()) return;  // closed earlier in the same batch of events
  Connection& connection = found->second.connection;
  switch (connection.waits()) {
    case Connection::Waits::kForTime:
    case Connection::Waits::kForAnswer:  // only the client's end is told now
      connection.OnGone((events & (EPOLLERR | EPOLLHUP)) != 0, now);
      break;
    case Connection::Waits::kForRoom:  // an error shows in sending and in receiving, too
      connection.OnWritable(now);
      break;
    case Connection::Waits::kForInput:
    case Connection::Waits::kForNothing:
      connection.OnReadable(buffer_, now);
      break;
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
    case Connection::Waits::kForAnswer:
      if (!entry.connection.is_gone()) wanted = EPOLLRDHUP;
      break;
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
