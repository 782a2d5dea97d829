#include "mock_server/http/response_writer.h"

#include <array>
#include <charconv>

namespace invitro::http {
namespace {

void AppendNumber(std::int64_t number, int base, std::string& out) {
  std::array<char, 24> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number, base);
  out.append(text.data(), end);
}

void AppendField(std::string_view name, std::string_view value, std::string& out) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void AppendHead(const Response& response, BodyEnd end, std::int64_t length, bool keep_alive,
                std::string& out) {
  out += "HTTP/1.1 ";
  AppendNumber(response.status, 10, out);
  out.append(" ").append(ReasonPhrase(response.status)).append("\r\n");
  if (!response.content_type.empty()) AppendField("Content-Type", response.content_type, out);
  switch (end) {
    case BodyEnd::kLength:
      out += "Content-Length: ";
      AppendNumber(length, 10, out);
      out += "\r\n";
      break;
    case BodyEnd::kChunks:
      AppendField("Transfer-Encoding", "chunked", out);
      break;
    case BodyEnd::kClose:
      break;
  }
  AppendField("Connection", keep_alive ? "keep-alive" : "close", out);
  for (const HeaderField& field : response.headers) AppendField(field.name, field.value, out);
  out += "\r\n";
}

void AppendChunk(std::string_view bytes, std::string& out) {
  if (bytes.empty()) return;
  AppendNumber(static_cast<std::int64_t>(bytes.size()), 16, out);
  out.append("\r\n").append(bytes).append("\r\n");
}

}  // namespace invitro::http
