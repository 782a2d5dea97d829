#include "mock_server/http/message.h"

#include <array>

#include "support/ascii.h"

namespace invitro::http {
std::optional<std::string_view> Request::Header(std::string_view name) const {
  for (const HeaderView& header : headers) {
    if (SameIgnoringCase(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::string_view ReasonPhrase(int status) {
  struct Reason {
    int status;
    std::string_view phrase;
  };
  constexpr std::array kReasons{
      Reason{200, "OK"},
      Reason{201, "Created"},
      Reason{400, "Bad Request"},
      Reason{401, "Unauthorized"},
      Reason{403, "Forbidden"},
      Reason{404, "Not Found"},
      Reason{405, "Method Not Allowed"},
      Reason{408, "Request Timeout"},
      Reason{409, "Conflict"},
      Reason{413, "Content Too Large"},
      Reason{414, "URI Too Long"},
      Reason{415, "Unsupported Media Type"},
      Reason{429, "Too Many Requests"},
      Reason{431, "Request Header Fields Too Large"},
      Reason{500, "Internal Server Error"},
      Reason{502, "Bad Gateway"},
      Reason{503, "Service Unavailable"},
      Reason{504, "Gateway Timeout"},
  };
  for (const Reason& reason : kReasons) {
    if (reason.status == status) return reason.phrase;
  }
  return "";
}

}  // namespace invitro::http
