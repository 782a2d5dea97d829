#pragma once

// A thread that serves its share of the connections. Nothing in it blocks: a client that is idle or
// slow costs memory and no time. Adopt and Stop may be called from any thread, the rest is the
// loop's own.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "mock_server/edge/connection.h"
#include "mock_server/edge/descriptor.h"
#include "mock_server/edge/http_server.h"

namespace invitro::edge {

class EventLoop {
 public:
  /// `open` counts the connections of all loops. All references must outlive the loop.
  EventLoop(const Options& options, const http::Handler& handler,
            const RejectionHandler& on_rejection, std::atomic<std::size_t>& open);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Makes this the loop that accepts from `listener` (non-blocking, kept by the caller): each new
  /// connection goes to `place`. Before Start only.
  void AcceptFrom(int listener, std::function<void(Descriptor)> place);

  void Start();

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
  void TakeAdopted(Clock::time_point now);
  void Serve(int fd, Clock::time_point now);
  void Settle(Entry& entry);
  void MeetDeadlines(Clock::time_point now);
  int TimeToWait(Clock::time_point now) const;
  void Watch(int operation, int fd, std::uint32_t events) const;
  void Wake() const;

  const Options& options_;
  std::unique_ptr<RequestProcessor> processor_;
  std::atomic<std::size_t>& open_;
  Descriptor epoll_;
  Descriptor wake_;
  int listener_ = -1;
  std::function<void(Descriptor)> place_;
  bool accepting_ = false;
  Clock::time_point accept_again_ = Clock::time_point::max();
  Clock::time_point next_deadline_ =
      Clock::time_point::max();  // none is earlier; there may be none then
  std::unordered_map<int, Entry> connections_;
  std::vector<char> buffer_;  // what each read goes to first
  std::mutex mutex_;
  std::vector<Descriptor> adopted_;  // guarded by mutex_
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace invitro::edge
