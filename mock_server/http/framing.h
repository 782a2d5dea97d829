#pragma once

// Reads from a request's headers where it ends and what becomes of its connection, by the rules
// that both engines apply. Pure; one Framing is for one request.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "mock_server/http/rejection.h"

namespace invitro::http {

/// A token of RFC 9110, 5.6.2: a method or a header's name.
bool IsToken(std::string_view text);

/// Control characters other than a tab, which no line of a head may have.
bool HasControlCharacter(std::string_view text);

std::string_view Trimmed(std::string_view text);  // of spaces and tabs

/// A whole number in `base` (10 or 16) and nothing else; nullopt also where it does not fit.
std::optional<std::uint64_t> ParseNumber(std::string_view text, int base);

/// Bounds the size of a request; each bound is included.
struct Limits {
  std::size_t max_body_bytes = 1024 * 1024;  // after de-chunking and decompression
  std::size_t max_header_line_bytes = 8192;  // request line and each header line
  std::size_t max_headers = 100;
};

/// Names the compression of a body.
enum class Coding { kIdentity, kGzip, kDeflate };

class Framing {
 public:
  explicit Framing(bool http_1_1 = false) : http_1_1_(http_1_1) {}

  /// Notes one header. `value` has no spaces around it. False: the request is malformed, because
  /// its length is no number, is said twice, or cannot be told (a Transfer-Encoding other than
  /// "chunked", or one in HTTP/1.0).
  [[nodiscard]] bool Note(std::string_view name, std::string_view value);

  /// Says what is wrong, once all headers are noted: both a length and chunks, or a body of more
  /// than `max_body_bytes`.
  std::optional<Rejection> Problem(std::size_t max_body_bytes) const;

  /// Whether the client means to keep the connection after this request.
  bool KeepsAlive() const { return keep_alive_.value_or(http_1_1_); }

  bool http_1_1() const { return http_1_1_; }
  bool chunked() const { return chunked_; }
  std::optional<std::uint64_t> length() const { return length_; }
  bool expects_continue() const { return expects_continue_; }

  /// Nullopt: compressed in a way that is not known here, or more than once.
  std::optional<Coding> coding() const { return coding_; }

 private:
  void NoteConnection(std::string_view value);
  void NoteCoding(std::string_view value);

  bool http_1_1_;
  std::optional<std::uint64_t> length_;
  std::optional<bool> keep_alive_;
  bool chunked_ = false;
  bool expects_continue_ = false;
  std::optional<Coding> coding_ = Coding::kIdentity;
  bool has_coding_ = false;
};

}  // namespace invitro::http
