#pragma once

// One client's connection: bytes in, requests framed and answered in order, bytes out, never
// blocking. It knows sockets but not epoll: the loop that owns it asks after each step what it
// waits for, and until when. For the loop's thread alone.

#include <chrono>
#include <string>

#include "mock_server/edge/descriptor.h"
#include "mock_server/edge/request_framer.h"
#include "mock_server/edge/request_processor.h"

namespace invitro::edge {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Waits { kForInput, kForRoom, kForNothing };  // the last: it is over, close it

  /// `socket` is non-blocking; `options` and `processor` outlive this.
  Connection(Descriptor socket, const Options& options, RequestProcessor& processor,
             Clock::time_point now);

  /// The socket can be read: takes what is there, answers what is whole.
  void OnReadable(Clock::time_point now);

  /// The socket can be written again.
  void OnWritable(Clock::time_point now);

  /// Its time is up: a begun request is answered 408, all else ends.
  void OnDeadline(Clock::time_point now);

  Waits waits() const;
  Clock::time_point deadline() const { return deadline_; }
  int fd() const { return socket_.get(); }

 private:
  enum class Phase {
    kServing,
    kClosing,    // the last answer is on its way out
    kLingering,  // it is out; what the client still sends is read and dropped
    kOver,
  };

  void Work();
  bool AnswerWhatIsWhole();
  void Refuse(Rejection why);
  void Flush();
  void Drain();
  void SetDeadline(Clock::time_point now);

  Descriptor socket_;
  const Options& options_;
  RequestProcessor& processor_;
  RequestFramer framer_;
  std::string in_;           // what is received and not yet answered
  std::string out_;          // what is answered and not yet sent
  std::size_t sent_ = 0;     // of out_
  std::size_t dropped_ = 0;  // while lingering
  bool told_continue_ = false;
  bool input_ended_ = false;
  Phase phase_ = Phase::kServing;
  Clock::time_point deadline_;
  Clock::time_point request_began_;
  bool in_request_ = false;
};

}  // namespace invitro::edge
