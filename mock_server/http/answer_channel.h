#pragma once

// The way of an answer that comes later: a DeferredResponse at the producer's end, an engine at the
// other. Both ends share the channel, so that either may go first. Safe from any thread.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/http/message.h"
#include "support/mutex.h"

namespace invitro::http {

class AnswerChannel {
 public:
  /// Bytes of a stream that wait for the engine to take them. More than that is refused.
  static constexpr std::size_t kMaxWaiting = 256 * 1024;

  /// Holds what has come since the engine looked last.
  struct Progress {
    std::optional<Response> head;  // the whole answer, or what a stream begins with
    bool is_stream = false;        // of `head`: more may follow, of unknown length
    std::string bytes;             // of the stream
    bool ended = false;            // nothing follows
    bool abandoned = false;        // the producer went without an answer, or without its end
  };

  /// `wake` is called after each change, from the producer's thread, and never after Cancel has
  /// returned. It must not call the channel, nor wait.
  explicit AnswerChannel(std::function<void()> wake) : wake_(std::move(wake)) {}

  // The producer's end. Whatever is sent after the end, or after Cancel, is dropped.
  void Respond(Response response);
  bool Begin(Response head);
  bool Write(std::string_view bytes);
  void End();
  void Abandon();
  bool cancelled() const;

  // The engine's end.
  Progress Take();
  /// Waits until there is something to take.
  void Wait();
  /// The same, or until `until`; false then.
  bool WaitUntil(std::chrono::steady_clock::time_point until);
  /// The client seems to have gone. The producer is told by cancelled(), and a stream takes no
  /// more; a whole answer is still taken, for clients that only ended their side.
  void ClientLeft();
  /// No answer is taken any more. A wait in progress ends.
  void Cancel();

 private:
  bool Ready() const REQUIRES_LOCK(mutex_) {
    return progress_.head || !progress_.bytes.empty() || progress_.ended || cancelled_;
  }
  void Changed() REQUIRES_LOCK(mutex_);

  mutable Mutex mutex_;
  Condition changed_;
  std::function<void()> wake_ GUARDED_BY(mutex_);
  Progress progress_ GUARDED_BY(mutex_);
  bool begun_ GUARDED_BY(mutex_) = false;
  bool ended_ GUARDED_BY(mutex_) = false;
  bool left_ GUARDED_BY(mutex_) = false;
  bool cancelled_ GUARDED_BY(mutex_) = false;
};

/// A promise to answer one request; its calls may come from any
/// thread, one at a time. Destroyed without an answer, the client is answered 500; destroyed in the
/// middle of a stream, the connection ends there.
class DeferredResponse {
 public:
  explicit DeferredResponse(std::shared_ptr<AnswerChannel> channel)
      : channel_(std::move(channel)) {}
  ~DeferredResponse() { Drop(); }
  DeferredResponse(DeferredResponse&&) noexcept = default;
  DeferredResponse& operator=(DeferredResponse&& other) noexcept {
    if (this != &other) {
      Drop();
      channel_ = std::move(other.channel_);
    }
    return *this;
  }

  /// The whole answer. Nothing may follow.
  void Respond(Response response) { channel_->Respond(std::move(response)); }

  /// Begins an answer of unknown length: status, headers and the first bytes of its body. False if
  /// the client has gone.
  bool Begin(Response head) { return channel_->Begin(std::move(head)); }

  /// The next bytes of a stream that was begun. False, and nothing is taken, if the client has gone
  /// or is so slow that more than AnswerChannel::kMaxWaiting bytes would wait.
  bool Write(std::string_view bytes) { return channel_->Write(bytes); }

  /// The stream is whole.
  void End() { channel_->End(); }

  /// Whether an answer is not waited for any more: the client has gone, or the server has stopped.
  bool cancelled() const { return channel_->cancelled(); }

 private:
  void Drop() {
    if (channel_) channel_->Abandon();
  }

  std::shared_ptr<AnswerChannel> channel_;
};

}  // namespace invitro::http
