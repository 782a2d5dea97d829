#pragma once

// What the twin's layers say to each other about HTTP: plain values, no library's types. The views
// in a Request live as long as the call to the Handler, no longer: what is kept has to be copied.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace invitro::http {

struct HeaderView {
  std::string_view name;  // in the spelling it arrived in
  std::string_view value;
};

struct Request {
  std::string_view method;  // as sent: "GET"
  std::string_view target;  // as sent, still percent-encoded: "/v1/organization/invites?limit=2"
  std::span<const HeaderView> headers;
  std::string_view body;  // decoded: neither chunked nor compressed any more

  /// The first header of that name (ASCII case does not count), nullopt if there is none.
  std::optional<std::string_view> Header(std::string_view name) const;
};

struct HeaderField {
  std::string name;
  std::string value;
};

/// How an answer is to go wrong on its way, for scripted faults.
struct Delivery {
  std::chrono::milliseconds delay{0};         // before its first byte
  std::chrono::milliseconds body_pause{0};    // in the middle of its body
  std::optional<std::size_t> cut_after = {};  // the end comes after that many bytes of its body
  std::int64_t length_error = 0;              // added to Content-Length; then the end
  bool reset = false;                         // nothing of it: the connection is reset
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<HeaderField> headers = {};  // beside Content-Type and Content-Length
  std::string body = {};
  std::optional<Delivery> delivery = {};
};

/// RFC 9110's phrase for a status that the twin answers; empty for others, which HTTP allows.
std::string_view ReasonPhrase(int status);

}  // namespace invitro::http
