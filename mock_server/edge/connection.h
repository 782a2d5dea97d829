#pragma once

// One client's connection: bytes in, requests framed and answered in order, bytes out, never
// blocking. It knows sockets but not epoll: the loop that owns it asks after each step what it
// waits for, and until when. For the loop's thread alone, but for `Handlers::wake`.

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "mock_server/edge/descriptor.h"
#include "mock_server/edge/http_server.h"
#include "mock_server/http/request_framer.h"
#include "mock_server/http/response_writer.h"

namespace invitro::edge {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  /// What a connection calls.
  struct Handlers {
    http::Handler handle;
    http::RejectionHandler reject;
    std::function<void(int fd)> wake;  // from any thread: OnAnswer is due for that connection
  };

  enum class Waits {
    kForInput,
    kForRoom,     // in the socket, to send more
    kForTime,     // for its deadline alone: a scripted delay
    kForAnswer,   // for OnAnswer
    kForNothing,  // it is over, close it
  };

  /// `socket` is non-blocking; `options` and `handlers` outlive this.
  Connection(Descriptor socket, const Options& options, const Handlers& handlers,
             Clock::time_point now);
  ~Connection();
  Connection(Connection&&) noexcept = default;
  Connection& operator=(Connection&&) = delete;

  /// The socket can be read, or has failed: takes what is there, at most as much as fits `buffer`,
  /// and answers what is whole. The buffer may be shared: nothing is left in it.
  void OnReadable(std::span<char> buffer, Clock::time_point now);

  /// The socket can be written again, or has failed.
  void OnWritable(Clock::time_point now);

  /// More of a deferred answer may be there.
  void OnAnswer(Clock::time_point now);

  /// Its time is up: a begun request is answered 408, all else ends.
  void OnDeadline(Clock::time_point now);

  /// The client has ended its side, or (`reset`) all, while it waits for an answer. A computation
  /// under way is told. For some seconds the client may still get its answer.
  void OnGone(bool reset, Clock::time_point now);

  Waits waits() const;
  bool is_gone() const { return gone_until_.has_value(); }  // it need not be told again
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
  void Call(http::Request request);
  bool TakeDeferred();
  void ServeKept();
  void Append(const http::Response& response);
  void Refuse(http::Rejection why, std::string_view method, std::string_view target);
  bool TakesMore() const;
  bool MayGoOn(std::size_t& until);
  void Flush();
  void ForgetSent();
  void Close();
  void Drop(std::size_t count);
  void SetDeadline(Clock::time_point now);

  Descriptor socket_;
  const Options& options_;
  const Handlers& handlers_;
  http::RequestFramer framer_;
  std::string in_;           // what is received and not yet answered
  std::string out_;          // what is answered and not yet sent
  std::size_t sent_ = 0;     // of out_
  std::size_t dropped_ = 0;  // while lingering
  struct Gate {
    std::size_t at = 0;  // in out_: what is behind it waits
    Clock::time_point opens;
  };
  std::deque<Gate> gates_;  // of scripted delays, in the order of both
  // The request that is being answered.
  bool keep_alive_ = true;
  bool head_only_ = false;
  bool http_1_1_ = true;
  std::shared_ptr<http::AnswerChannel> channel_;  // its answer comes later
  std::optional<http::BodyEnd> stream_;           // its answer is a stream, and has begun
  bool reset_ = false;      // the connection ends in a reset, instead of an answer
  bool held_back_ = false;  // whole requests may be in in_: they wait for answers to be taken
  bool told_continue_ = false;
  bool input_ended_ = false;
  std::optional<Clock::time_point> gone_until_;  // the client seems to have gone: wait no longer
  Phase phase_ = Phase::kServing;
  std::optional<Clock::time_point> request_began_;
  Clock::time_point deadline_;
};

}  // namespace invitro::edge
