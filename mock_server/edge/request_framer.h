#pragma once

// Finds where one HTTP request ends in a stream of bytes, holding it to its bounds while it
// arrives: no byte is waited for that could not save the request. It understands framing alone
// (lines, lengths, chunks); what the head means is cpp-httplib's to say. For one connection, so for
// one thread.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mock_server/edge/http_server.h"

namespace invitro::edge {

class RequestFramer {
 public:
  enum class State { kNeedMore, kComplete, kRejected };

  /// `options` must outlive this.
  explicit RequestFramer(const Options& options) : options_(options) {}

  /// Looks at everything received since the request began: each time the same bytes and more behind
  /// them. Once complete or rejected it stays so, until Reset.
  State Look(std::string_view received);

  /// Makes ready for the next request.
  void Reset() { *this = RequestFramer(options_); }

  /// Of a complete request: how many bytes it took, its head (request line to empty line, both
  /// included), its body (de-chunked, though not decompressed), and whether the client means to
  /// keep the connection.
  std::size_t size() const { return at_; }
  std::string_view head(std::string_view received) const {
    return received.substr(head_begin_, head_size_);
  }
  const std::string& body() const { return body_; }
  bool keep_alive() const { return keep_alive_.value_or(http_1_1_); }

  /// Whether the client waits for "100 Continue" before it sends the body.
  bool awaits_continue() const {
    return step_ != Step::kDone && step_ != Step::kHead && expects_continue_ && body_.empty();
  }

  /// Of a rejected one; method and target as far as they were readable.
  Rejection rejection() const { return rejection_.value_or(Rejection::kMalformed); }
  const std::string& method() const { return method_; }
  const std::string& target() const { return target_; }

 private:
  enum class Step { kHead, kSizedBody, kChunkSize, kChunkData, kChunkEnd, kTrailers, kDone };

  std::optional<std::string_view> TakeLine(std::string_view received, Rejection too_long);
  void ReadHead(std::string_view received);
  void ReadRequestLine(std::string_view line);
  void ReadHeader(std::string_view line);
  void ReadLength(std::string_view value);
  void ReadTokens(std::string_view value);
  void EndHead();
  void ReadSizedBody(std::string_view received);
  void ReadChunkSize(std::string_view received);
  void ReadChunkData(std::string_view received);
  void ReadChunkEnd(std::string_view received);
  void ReadTrailers(std::string_view received);
  void Reject(Rejection why);
  bool Advance(std::string_view received);

  // A reference member would forbid Reset's assignment.
  std::reference_wrapper<const Options> options_;
  Step step_ = Step::kHead;
  std::optional<Rejection> rejection_;
  std::size_t at_ = 0;       // what has been read of it
  std::size_t scanned_ = 0;  // up to where no line end was found
  std::size_t head_begin_ = 0;
  std::size_t head_size_ = 0;
  std::size_t headers_ = 0;
  std::string method_;
  std::string target_;
  std::string body_;
  bool http_1_1_ = false;
  std::optional<bool> keep_alive_;
  bool expects_continue_ = false;
  bool chunked_ = false;
  std::optional<std::uint64_t> length_;
  std::size_t chunk_left_ = 0;
};

}  // namespace invitro::edge
