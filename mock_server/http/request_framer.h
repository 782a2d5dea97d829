#pragma once

// Finds where one HTTP request ends in a stream of bytes, and holds it to its bounds while it
// arrives: nothing is waited for that could not save the request. It takes the request apart
// (method, target, headers, body) without changing a byte of it, but for the chunks around a body.
// Pure; for one connection, so for one thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_server/http/framing.h"

namespace invitro::http {

class RequestFramer {
 public:
  enum class State { kNeedMore, kComplete, kRejected };

  /// `limits` must outlive this.
  explicit RequestFramer(const Limits& limits) : limits_(limits) {}

  /// Looks at everything received since the request began: each time the same bytes (they may have
  /// moved) and perhaps more behind them. Once complete or rejected it stays so, until Reset.
  State Look(std::string_view received);

  /// Makes ready for the next request.
  void Reset();

  /// How many bytes have been understood; of a complete request, all that it took.
  std::size_t size() const { return at_; }

  /// Bytes of empty lines before the request, as long as nothing of the request itself is read.
  std::size_t blank() const { return method_.size == 0 && !rejection_ ? at_ : 0; }

  /// A complete request: views into `received` (what Look saw last) and into this, until either
  /// changes. The body is de-chunked, though not decompressed. Of one that is not complete: method
  /// and target, as far as they were readable.
  Request request(std::string_view received);

  /// Of a complete request: what its headers say of it.
  const Framing& framing() const { return framing_; }

  /// Whether the client waits for "100 Continue" before it sends the body.
  bool awaits_continue(std::string_view received) const {
    return framing_.expects_continue() && step_ != Step::kHead && received.size() == body_begin_;
  }

  /// REQUIRES: rejected.
  Rejection rejection() const { return rejection_.value_or(Rejection::kMalformed); }

 private:
  enum class Step { kHead, kSizedBody, kChunkSize, kChunkData, kTrailers, kDone };

  // Places instead of views: the buffer that is received into may move while it grows.
  struct Place {
    std::size_t begin = 0;
    std::size_t size = 0;

    std::string_view In(std::string_view text) const { return text.substr(begin, size); }
  };
  struct Field {
    Place name;
    Place value;
  };

  bool Advance(std::string_view received);
  std::optional<Place> TakeLine(std::string_view received, Rejection too_long);
  void ReadHead(std::string_view received);
  void ReadRequestLine(std::string_view received, Place place);
  void ReadHeader(std::string_view received, Place place);
  void EndHead();
  void ReadSizedBody(std::string_view received);
  void ReadChunkSize(std::string_view received);
  void ReadChunkData(std::string_view received);
  void ReadTrailers(std::string_view received);
  void Reject(Rejection why) { rejection_ = why; }

  const Limits& limits_;
  Step step_ = Step::kHead;
  std::optional<Rejection> rejection_;
  std::size_t at_ = 0;       // what has been read of it
  std::size_t scanned_ = 0;  // up to where no line end was found
  Place method_;
  Place target_;
  std::vector<Field> fields_;
  std::vector<HeaderView> headers_;  // the fields, as last shown
  std::size_t trailers_ = 0;
  std::size_t body_begin_ = 0;
  std::string dechunked_;
  Framing framing_;
  std::size_t chunk_left_ = 0;
};

}  // namespace invitro::http
