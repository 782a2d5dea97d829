#pragma once

// A thread that serves its share of the connections. Nothing in it blocks: a client that is idle or
// slow costs memory and no time. Adopt and Stop may be called from any thread, the rest is the
// loop's own.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "mock_server/edge/connection.h"
#include "mock_server/edge/descriptor.h"
#include "mock_server/edge/http_server.h"
#include "support/mutex.h"

namespace invitro::edge {

class EventLoop {
 public:
  /// `open` counts the connections of all loops. Both references must outlive the loop.
  EventLoop(const Options& options, http::Handler handler, http::RejectionHandler on_rejection,
            std::atomic<std::size_t>& open);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Starts the thread. The loop that is given a `listener` (non-blocking, kept by the caller)
  /// accepts from it: each new connection goes to `place`.
  void Start(int listener = -1, std::function<void(Descriptor)> place = nullptr);

  /// Takes a connection over; `open` counts it already.
  void Adopt(Descriptor socket);

  /// Closes every connection and ends the thread, at once. Idempotent.
  void Stop();

 private:
  using Clock = Connection::Clock;
  struct Entry;

  void Run();
  void Accept(Clock::time_point now);
  void PauseAccepting(Clock::time_point now);
  void ResumeAccepting();
  void TakePosted(Clock::time_point now);
  void Post(int fd);
  void Serve(int fd, std::uint32_t events, Clock::time_point now);
  void Settle(Entry& entry);
  void MeetDeadlines(Clock::time_point now);
  int TimeToWait(Clock::time_point now) const;
  void Watch(int operation, int fd, std::uint32_t events) const;
  void Wake() const;

  const Options& options_;
  const Connection::Handlers handlers_;
  std::atomic<std::size_t>& open_;
  Descriptor epoll_;
  Descriptor wake_;
  int listener_ = -1;
  std::function<void(Descriptor)> place_;
  Clock::time_point accept_again_ = Clock::time_point::max();
  Clock::time_point next_deadline_ = Clock::time_point::max();  // not after the earliest one
  std::unordered_map<int, Entry> connections_;
  std::vector<char> buffer_;  // what each read goes to first
  Mutex mutex_;
  std::vector<Descriptor> adopted_ GUARDED_BY(mutex_);
  std::unordered_set<int> answered_ GUARDED_BY(mutex_);  // connections whose OnAnswer is due
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace invitro::edge
