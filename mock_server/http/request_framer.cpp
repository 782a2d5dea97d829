#include "mock_server/http/request_framer.h"

#include <algorithm>

namespace invitro::http {
namespace {

constexpr std::size_t kKeptCapacity = 64 * 1024;    // of the buffer that bodies are de-chunked into
constexpr std::size_t kChunkAllowance = 16 * 1024;  // see ReadChunkSize
constexpr std::size_t kWireBytesForOne = 8;

}  // namespace

RequestFramer::State RequestFramer::Look(std::string_view received) {
  while (!rejection_ && step_ != Step::kDone && Advance(received)) {
  }
  if (rejection_) return State::kRejected;
  return step_ == Step::kDone ? State::kComplete : State::kNeedMore;
}

void RequestFramer::Reset() {
  step_ = Step::kHead;
  rejection_.reset();
  at_ = scanned_ = trailers_ = body_begin_ = chunk_left_ = 0;
  method_ = target_ = {};
  fields_.clear();
  headers_.clear();
  dechunked_.clear();
  if (dechunked_.capacity() > kKeptCapacity) std::string().swap(dechunked_);
  framing_ = Framing();
}

Request RequestFramer::request(std::string_view received) {
  headers_.clear();
  for (const Field& field : fields_) {
    headers_.push_back({field.name.In(received), field.value.In(received)});
  }
  const std::string_view body = step_ != Step::kDone ? std::string_view()
                                : framing_.chunked()
                                    ? std::string_view(dechunked_)
                                    : received.substr(body_begin_, at_ - body_begin_);
  return {.method = method_.In(received),
          .target = target_.In(received),
          .headers = headers_,
          .body = body};
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
    case Step::kTrailers:
      ReadTrailers(received);
      break;
    case Step::kDone:
      break;
  }
  return step_ != step || at_ != at;
}

/// The next line without its CRLF; nullopt if its end is not here yet, or if it is rejected.
std::optional<RequestFramer::Place> RequestFramer::TakeLine(std::string_view received,
                                                            Rejection too_long) {
  const std::size_t end = received.find('\n', std::max(scanned_, at_));
  const std::size_t length = (end == std::string_view::npos ? received.size() : end) - at_;
  constexpr std::size_t kCarriageReturn = 1;
  if (length > limits_.max_header_line_bytes + kCarriageReturn) {
    Reject(too_long);
    return std::nullopt;
  }
  if (end == std::string_view::npos) {
    scanned_ = received.size();
    return std::nullopt;
  }
  // Bare line feeds and stray carriage returns are read differently by different servers: by none
  // here. (A carriage return within the line is a control character.)
  const std::string_view line = received.substr(at_, length);
  if (!line.ends_with('\r') || HasControlCharacter(line.substr(0, length - kCarriageReturn))) {
    Reject(Rejection::kMalformed);
    return std::nullopt;
  }
  const Place place{at_, length - kCarriageReturn};
  at_ = scanned_ = end + 1;
  return place;
}

void RequestFramer::ReadHead(std::string_view received) {
  const bool first = method_.size == 0;
  const auto line =
      TakeLine(received, first ? Rejection::kTargetTooLong : Rejection::kHeaderLineTooLong);
  if (!line) return;
  if (first) {
    // An empty line before a request is to be skipped (RFC 9112, 2.2).
    if (line->size > 0) ReadRequestLine(received, *line);
  } else if (line->size > 0) {
    ReadHeader(received, *line);
  } else {
    EndHead();
  }
}

void RequestFramer::ReadRequestLine(std::string_view received, Place place) {
  const std::string_view line = place.In(received);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || !IsToken(line.substr(0, first))) {
    return Reject(Rejection::kMalformed);
  }
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  framing_ = Framing(version == "HTTP/1.1");
  if (target.empty() || target.find_first_of(" \t") != std::string_view::npos ||
      (!framing_.http_1_1() && version != "HTTP/1.0")) {
    return Reject(Rejection::kMalformed);
  }
  method_ = {place.begin, first};
  target_ = {place.begin + first + 1, target.size()};
}

void RequestFramer::ReadHeader(std::string_view received, Place place) {
  if (fields_.size() >= limits_.max_headers) return Reject(Rejection::kTooManyHeaders);
  const std::string_view line = place.In(received);
  const std::size_t colon = line.find(':');
  // No space before the colon, no continued line: both have been used to smuggle requests.
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) {
    return Reject(Rejection::kMalformed);
  }
  const std::string_view value = Trimmed(line.substr(colon + 1));
  const std::size_t begin =
      value.empty() ? place.begin : static_cast<std::size_t>(value.data() - received.data());
  fields_.push_back({{place.begin, colon}, {begin, value.size()}});
  if (!framing_.Note(line.substr(0, colon), value)) Reject(Rejection::kMalformed);
}

void RequestFramer::EndHead() {
  body_begin_ = at_;
  if (const auto problem = framing_.Problem(limits_.max_body_bytes)) return Reject(*problem);
  if (framing_.chunked()) {
    step_ = Step::kChunkSize;
  } else {
    // Without a length there is no body, whatever the method: nothing is waited for.
    step_ = framing_.length().value_or(0) > 0 ? Step::kSizedBody : Step::kDone;
  }
}

void RequestFramer::ReadSizedBody(std::string_view received) {
  const auto length = static_cast<std::size_t>(framing_.length().value_or(0));
  if (received.size() - body_begin_ < length) return;
  at_ = body_begin_ + length;
  step_ = Step::kDone;
}

void RequestFramer::ReadChunkSize(std::string_view received) {
  const auto line = TakeLine(received, Rejection::kMalformed);
  if (!line) return;
  const std::string_view text = line->In(received);
  const auto size = ParseNumber(Trimmed(text.substr(0, text.find(';'))), 16);
  if (!size) return Reject(Rejection::kMalformed);
  if (*size > limits_.max_body_bytes - dechunked_.size()) return Reject(Rejection::kBodyTooLarge);
  // Chunks of one byte with long extensions would take any room in the buffer for a small body.
  if (at_ - body_begin_ > kChunkAllowance + kWireBytesForOne * dechunked_.size()) {
    return Reject(Rejection::kMalformed);
  }
  chunk_left_ = static_cast<std::size_t>(*size);
  step_ = chunk_left_ == 0 ? Step::kTrailers : Step::kChunkData;
}

void RequestFramer::ReadChunkData(std::string_view received) {
  const std::string_view part = received.substr(at_, chunk_left_);
  dechunked_ += part;
  at_ += part.size();
  chunk_left_ -= part.size();
  if (chunk_left_ > 0) return;
  constexpr std::string_view kEnd = "\r\n";
  const std::string_view end = received.substr(at_, kEnd.size());
  if (!kEnd.starts_with(end)) return Reject(Rejection::kMalformed);
  if (end.size() < kEnd.size()) return;
  at_ += kEnd.size();
  step_ = Step::kChunkSize;
}

/// Trailers are counted as headers and dropped: nothing here may be said after the body.
void RequestFramer::ReadTrailers(std::string_view received) {
  const auto line = TakeLine(received, Rejection::kHeaderLineTooLong);
  if (!line) return;
  if (line->size == 0) {
    step_ = Step::kDone;
  } else if (fields_.size() + ++trailers_ > limits_.max_headers) {
    Reject(Rejection::kTooManyHeaders);
  }
}

}  // namespace invitro::http
