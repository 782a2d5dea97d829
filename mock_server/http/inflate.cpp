#include "mock_server/http/inflate.h"

#include <zlib.h>

#include <array>
#include <memory>

namespace invitro::http {

tl::expected<std::string, Rejection> Inflate(std::string_view compressed, std::size_t max_bytes) {
  constexpr int kEitherFormat = MAX_WBITS + 32;  // zlib looks at the header
  z_stream stream{};
  if (::inflateInit2(&stream, kEitherFormat) != Z_OK) {
    return tl::unexpected(Rejection::kHandlerFailed);  // out of memory
  }
  const std::unique_ptr<z_stream, decltype(&::inflateEnd)> ends(&stream, &::inflateEnd);
  std::string input(compressed);  // zlib takes no constant input
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  std::string whole;
  std::array<char, 16384> part{};
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    result = ::inflate(&stream, Z_NO_FLUSH);
    const std::size_t count = part.size() - stream.avail_out;
    if (count > max_bytes - whole.size()) return tl::unexpected(Rejection::kBodyTooLarge);
    whole.append(part.data(), count);
  }
  if (result != Z_STREAM_END || stream.avail_in > 0) return tl::unexpected(Rejection::kMalformed);
  return whole;
}

std::optional<Rejection> UndoCoding(std::optional<Coding> coding, std::size_t max_bytes,
                                    std::string& storage, std::string_view& body) {
  if (!coding) return Rejection::kUnsupportedEncoding;
  if (*coding == Coding::kIdentity || body.empty()) return std::nullopt;
  auto inflated = Inflate(body, max_bytes);
  if (!inflated) return inflated.error();
  storage = *std::move(inflated);
  body = storage;
  return std::nullopt;
}

}  // namespace invitro::http
