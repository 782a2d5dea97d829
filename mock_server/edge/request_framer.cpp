#include "mock_server/edge/request_framer.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace invitro::edge {
namespace {

constexpr std::size_t kKeptCapacity = 64 * 1024;    // of the buffer that bodies are de-chunked into
constexpr std::size_t kChunkAllowance = 16 * 1024;  // see ReadChunkSize
constexpr std::size_t kWireBytesForOne = 8;

/// The characters of a token (RFC 9110, 5.6.2), as a table: every byte of a header's name is asked.
constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return kTokenCharacters[static_cast<unsigned char>(c)];
  });
}

bool HasControl(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && byte != '\t') || byte == 0x7f;
  });
}

bool SameWord(std::string_view a, std::string_view lower) {
  const auto same = [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x - 'A' + 'a' : x) == y; };
  return a.size() == lower.size() && std::ranges::equal(a, lower, same);
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

void RequestFramer::Reset() {
  step_ = Step::kHead;
  rejection_.reset();
  at_ = scanned_ = trailers_ = body_begin_ = chunk_left_ = 0;
  method_ = target_ = {};
  fields_.clear();
  headers_.clear();
  dechunked_.clear();
  if (dechunked_.capacity() > kKeptCapacity) std::string().swap(dechunked_);
  keep_alive_.reset();
  http_1_1_ = expects_continue_ = chunked_ = false;
  length_.reset();
}

http::Request RequestFramer::request(std::string_view received) {
  headers_.clear();
  for (const Field& field : fields_) {
    headers_.push_back({field.name.In(received), field.value.In(received)});
  }
  const std::string_view body = step_ != Step::kDone ? std::string_view()
                                : chunked_           ? std::string_view(dechunked_)
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
std::optional<RequestFramer::Place> RequestFramer::TakeLine(std::string_view received,
                                                            Rejection too_long) {
  const std::size_t end = received.find('\n', std::max(scanned_, at_));
  const std::size_t length = (end == std::string_view::npos ? received.size() : end) - at_;
  constexpr std::size_t kCarriageReturn = 1;
  if (length > options_.max_header_line_bytes + kCarriageReturn) {
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
  if (!line.ends_with('\r') || HasControl(line.substr(0, length - kCarriageReturn))) {
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
  http_1_1_ = version == "HTTP/1.1";
  if (target.empty() || target.find_first_of(" \t") != std::string_view::npos ||
      (!http_1_1_ && version != "HTTP/1.0")) {
    return Reject(Rejection::kMalformed);
  }
  method_ = {place.begin, first};
  target_ = {place.begin + first + 1, target.size()};
}

void RequestFramer::ReadHeader(std::string_view received, Place place) {
  if (fields_.size() >= options_.max_headers) return Reject(Rejection::kTooManyHeaders);
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
  ReadFraming(line.substr(0, colon), value);
}

void RequestFramer::ReadFraming(std::string_view name, std::string_view value) {
  if (SameWord(name, "content-length")) {
    // Even twice the same is refused: no honest client sends that.
    if (length_ || !(length_ = Number(value, 10))) Reject(Rejection::kMalformed);
  } else if (SameWord(name, "transfer-encoding")) {
    if (chunked_ || !http_1_1_ || !SameWord(value, "chunked")) Reject(Rejection::kMalformed);
    chunked_ = true;
  } else if (SameWord(name, "connection")) {
    ReadConnection(value);
  } else if (SameWord(name, "expect")) {
    expects_continue_ = SameWord(value, "100-continue");
  }
}

void RequestFramer::ReadConnection(std::string_view value) {
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    const std::string_view token = Trimmed(value.substr(0, comma));
    if (SameWord(token, "close")) keep_alive_ = false;
    if (SameWord(token, "keep-alive") && !keep_alive_.has_value()) keep_alive_ = true;
    value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
  }
}

void RequestFramer::EndHead() {
  body_begin_ = at_;
  if (chunked_ && length_) return Reject(Rejection::kMalformed);
  if (length_.value_or(0) > options_.max_body_bytes) return Reject(Rejection::kBodyTooLarge);
  if (chunked_) {
    step_ = Step::kChunkSize;
  } else {
    // Without a length there is no body, whatever the method: nothing is waited for.
    step_ = length_.value_or(0) > 0 ? Step::kSizedBody : Step::kDone;
  }
}

void RequestFramer::ReadSizedBody(std::string_view received) {
  const auto length = static_cast<std::size_t>(*length_);
  if (received.size() - body_begin_ < length) return;
  at_ = body_begin_ + length;
  step_ = Step::kDone;
}

void RequestFramer::ReadChunkSize(std::string_view received) {
  const auto line = TakeLine(received, Rejection::kMalformed);
  if (!line) return;
  const std::string_view text = line->In(received);
  const auto size = Number(Trimmed(text.substr(0, text.find(';'))), 16);
  if (!size) return Reject(Rejection::kMalformed);
  if (*size > options_.max_body_bytes - dechunked_.size()) return Reject(Rejection::kBodyTooLarge);
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
  if (chunk_left_ == 0) step_ = Step::kChunkEnd;
}

void RequestFramer::ReadChunkEnd(std::string_view received) {
  constexpr std::string_view kEnd = "\r\n";
  const std::string_view part = received.substr(at_, kEnd.size());
  if (!kEnd.starts_with(part)) return Reject(Rejection::kMalformed);
  if (part.size() < kEnd.size()) return;
  at_ += kEnd.size();
  step_ = Step::kChunkSize;
}

/// Trailers are counted as headers and dropped: nothing here may be said after the body.
void RequestFramer::ReadTrailers(std::string_view received) {
  const auto line = TakeLine(received, Rejection::kHeaderLineTooLong);
  if (!line) return;
  if (line->size == 0) {
    step_ = Step::kDone;
  } else if (fields_.size() + ++trailers_ > options_.max_headers) {
    Reject(Rejection::kTooManyHeaders);
  }
}

}  // namespace invitro::edge
