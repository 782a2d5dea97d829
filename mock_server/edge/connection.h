#pragma once

// One client's connection: bytes in, requests framed and answered in order, bytes out, never
// blocking. It knows sockets but not epoll: the loop that owns it asks after each step what it
// waits for, and until when. For the loop's thread alone.

#include <chrono>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mock_server/edge/descriptor.h"
#include "mock_server/edge/request_framer.h"
#include "mock_server/edge/request_processor.h"

namespace invitro::edge {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Waits {
    kForInput,
    kForRoom,
    kForTime,     // of its deadline alone
    kForNothing,  // it is over, close it
  };

  /// `socket` is non-blocking; `options` and `processor` outlive this.
  Connection(Descriptor socket, const Options& options, RequestProcessor& processor,
             Clock::time_point now);

  /// The socket can be read, or has failed: takes what is there, at most as much as fits `buffer`,
  /// and answers what is whole. The buffer may be shared: nothing is left in it.
  void OnReadable(std::span<char> buffer, Clock::time_point now);

  /// The socket can be written again, or has failed.
  void OnWritable(Clock::time_point now);

  /// Its time is up: a begun request is answered 408, all else ends.
  void OnDeadline(Clock::time_point now);

  /// The client has gone.
  void Abandon() { phase_ = Phase::kOver; }

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

  std::size_t Serve(std::string_view input);
  std::size_t AnswerWhatIsWhole(std::string_view input);
  bool AnswerOne(std::string_view input);
  void ServeKept();
  void Spoil(const http::Delivery& delivery, std::size_t answer_at);
  bool MayGoOn(std::size_t& until);
  void Refuse(Rejection why, std::string_view input);
  void Flush();
  void Close();
  void Drop(std::size_t count);
  void SetDeadline(Clock::time_point now);

  Descriptor socket_;
  const Options& options_;
  RequestProcessor& processor_;
  RequestFramer framer_;
  std::string in_;           // what is received and not yet answered
  std::string out_;          // what is answered and not yet sent
  std::size_t sent_ = 0;     // of out_
  std::size_t dropped_ = 0;  // while lingering
  struct Gate {
    std::size_t at = 0;  // of out_: what is behind it is sent
    Clock::time_point opens;
  };
  std::deque<Gate> gates_;  // of scripted delays, in the order of both
  bool reset_ = false;      // instead of the last answer
  bool held_back_ = false;  // whole requests may be in in_: the client takes no answers
  bool told_continue_ = false;
  bool input_ended_ = false;
  Phase phase_ = Phase::kServing;
  std::optional<Clock::time_point> request_began_;
  Clock::time_point deadline_;
};

}  // namespace invitro::edge
