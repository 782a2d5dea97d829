#include "mock_server/edge/request_framer.h"

#include <algorithm>
#include <charconv>

namespace invitro::edge {
namespace {

bool SameWord(std::string_view a, std::string_view lower) {
  const auto same = [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x - 'A' + 'a' : x) == y; };
  return std::ranges::equal(a, lower, same);
}

bool IsTokenCharacter(char c) {
  constexpr std::string_view kSigns = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kSigns.find(c) != std::string_view::npos;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsTokenCharacter);
}

bool HasControl(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f; });
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// A whole number of `base` and nothing else. More digits than fit are refused, like anything else.
std::optional<std::uint64_t> Number(std::string_view text, int base) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

RequestFramer::State RequestFramer::Look(std::string_view received) {
  while (!rejection_ && step_ != Step::kDone && Advance(received)) {
  }
  if (rejection_) return State::kRejected;
  return step_ == Step::kDone ? State::kComplete : State::kNeedMore;
}

/// One step on; false if that takes bytes that are not here yet.
bool RequestFramer::Advance(std::string_view received) {
  const Step step = step_;
  const std::size_t at = at_;
  switch (step_) {
    case Step::kHead:
      ReadHead(received);
      break;
    case Step::kSizedBody:
      ReadSizedBody(received);
      break;
    case Step::kChunkSize:
      ReadChunkSize(received);
      break;
    case Step::kChunkData:
      ReadChunkData(received);
      break;
    case Step::kChunkEnd:
      ReadChunkEnd(received);
      break;
    case Step::kTrailers:
      ReadTrailers(received);
      break;
    case Step::kDone:
      break;
  }
  return step_ != step || at_ != at;
}

/// The next line without its CRLF; nullopt if its end is not here yet, or if it is rejected.
std::optional<std::string_view> RequestFramer::TakeLine(std::string_view received,
                                                        Rejection too_long) {
  const std::size_t end = received.find('\n', std::max(scanned_, at_));
  const std::size_t length = (end == std::string_view::npos ? received.size() : end) - at_;
  constexpr std::size_t kCarriageReturn = 1;
  if (length > options_.get().max_header_line_bytes + kCarriageReturn) {
    Reject(too_long);
    return std::nullopt;
  }
  if (end == std::string_view::npos) {
    scanned_ = received.size();
    return std::nullopt;
  }
  std::string_view line = received.substr(at_, length);
  if (!line.ends_with('\r') || HasControl(line.substr(0, line.size() - 1))) {
    Reject(Rejection::kMalformed);
    return std::nullopt;
  }
  line.remove_suffix(1);
  at_ = scanned_ = end + 1;
  return line;
}

void RequestFramer::ReadHead(std::string_view received) {
  const bool first = method_.empty();
  const std::size_t begin = at_;
  const auto line =
      TakeLine(received, first ? Rejection::kTargetTooLong : Rejection::kHeaderLineTooLong);
  if (!line) return;
  if (first) {
    if (line->empty()) return;  // an empty line before a request is to be skipped (RFC 9112, 2.2)
    head_begin_ = begin;
    ReadRequestLine(*line);
  } else if (line->empty()) {
    head_size_ = at_ - head_begin_;
    EndHead();
  } else {
    ReadHeader(*line);
  }
}

void RequestFramer::ReadRequestLine(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || !IsToken(line.substr(0, first))) {
    return Reject(Rejection::kMalformed);
  }
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  http_1_1_ = version == "HTTP/1.1";
  if (target.empty() || target.find(' ') != std::string_view::npos ||
      (!http_1_1_ && version != "HTTP/1.0")) {
    return Reject(Rejection::kMalformed);
  }
  method_ = line.substr(0, first);
  target_ = target;
}

void RequestFramer::ReadHeader(std::string_view line) {
  if (++headers_ > options_.get().max_headers) return Reject(Rejection::kTooManyHeaders);
  const std::size_t colon = line.find(':');
  // No space before the colon, no continued line: both have been used to smuggle requests.
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) {
    return Reject(Rejection::kMalformed);
  }
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = Trimmed(line.substr(colon + 1));
  if (SameWord(name, "content-length")) return ReadLength(value);
  if (SameWord(name, "transfer-encoding")) {
    if (chunked_ || !http_1_1_ || !SameWord(value, "chunked")) return Reject(Rejection::kMalformed);
    chunked_ = true;
  } else if (SameWord(name, "connection")) {
    ReadTokens(value);
  } else if (SameWord(name, "expect")) {
    expects_continue_ = SameWord(value, "100-continue");
  }
}

void RequestFramer::ReadLength(std::string_view value) {
  const auto length = Number(value, 10);
  if (!length || length_) return Reject(Rejection::kMalformed);
  length_ = length;
}

void RequestFramer::ReadTokens(std::string_view value) {
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    const std::string_view token = Trimmed(value.substr(0, comma));
    if (SameWord(token, "close")) keep_alive_ = false;
    if (SameWord(token, "keep-alive") && !keep_alive_) keep_alive_ = true;
    value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
  }
}

void RequestFramer::EndHead() {
  if (chunked_ && length_) return Reject(Rejection::kMalformed);
  if (length_.value_or(0) > options_.get().max_body_bytes) return Reject(Rejection::kBodyTooLarge);
  if (chunked_) {
    step_ = Step::kChunkSize;
  } else {
    step_ = length_.value_or(0) > 0 ? Step::kSizedBody : Step::kDone;
  }
}

void RequestFramer::ReadSizedBody(std::string_view received) {
  const auto length = static_cast<std::size_t>(*length_);
  if (received.size() - at_ < length) return;
  body_ = received.substr(at_, length);
  at_ += length;
  step_ = Step::kDone;
}

void RequestFramer::ReadChunkSize(std::string_view received) {
  const auto line = TakeLine(received, Rejection::kMalformed);
  if (!line) return;
  const auto size = Number(Trimmed(line->substr(0, line->find(';'))), 16);
  if (!size) return Reject(Rejection::kMalformed);
  if (*size > options_.get().max_body_bytes - body_.size()) return Reject(Rejection::kBodyTooLarge);
  chunk_left_ = static_cast<std::size_t>(*size);
  step_ = chunk_left_ == 0 ? Step::kTrailers : Step::kChunkData;
}

void RequestFramer::ReadChunkData(std::string_view received) {
  const std::string_view part = received.substr(at_, chunk_left_);
  body_ += part;
  at_ += part.size();
  chunk_left_ -= part.size();
  if (chunk_left_ == 0) step_ = Step::kChunkEnd;
}

void RequestFramer::ReadChunkEnd(std::string_view received) {
  constexpr std::string_view kEnd = "\r\n";
  const std::string_view part = received.substr(at_, kEnd.size());
  if (!kEnd.starts_with(part)) return Reject(Rejection::kMalformed);
  if (part.size() < kEnd.size()) return;
  at_ += kEnd.size();
  scanned_ = at_;
  step_ = Step::kChunkSize;
}

/// Trailers are counted as headers and dropped: nothing here may be said after the body.
void RequestFramer::ReadTrailers(std::string_view received) {
  const auto line = TakeLine(received, Rejection::kHeaderLineTooLong);
  if (!line) return;
  if (line->empty()) {
    step_ = Step::kDone;
  } else if (++headers_ > options_.get().max_headers) {
    Reject(Rejection::kTooManyHeaders);
  }
}

void RequestFramer::Reject(Rejection why) { rejection_ = why; }

}  // namespace invitro::edge
