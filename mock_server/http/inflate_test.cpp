#include "mock_server/http/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace invitro::http {
namespace {

/// `text` in zlib's format, or in gzip's.
std::string Deflated(std::string_view text, bool gzip = false) {
  constexpr int kGzip = 16, kMemory = 8;
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + (gzip ? kGzip : 0),
                         kMemory, Z_DEFAULT_STRATEGY),
            Z_OK);
  std::string in(text), out(deflateBound(&stream, in.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(InflateTest, UndoesBothFormats) {
  const std::string text(100'000, 'x');
  EXPECT_EQ(Inflate(Deflated(text), text.size()), text);
  EXPECT_EQ(Inflate(Deflated(text, true), text.size()), text);
  EXPECT_EQ(Inflate(Deflated(""), 0), "");
}

TEST(InflateTest, StopsAtTheBound) {
  const std::string bomb = Deflated(std::string(10'000'000, 'x'));
  EXPECT_EQ(Inflate(bomb, 9'999'999).error(), Rejection::kBodyTooLarge);
  EXPECT_EQ(Inflate(bomb, 0).error(), Rejection::kBodyTooLarge);
}

TEST(InflateTest, RefusesWhatIsNotWhole) {
  const std::string whole = Deflated("some text", true);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(Inflate(whole.substr(0, size), 100).error(), Rejection::kMalformed) << size;
  }
  EXPECT_EQ(Inflate(whole + "x", 100).error(), Rejection::kMalformed);
  EXPECT_EQ(Inflate("nonsense", 100).error(), Rejection::kMalformed);
}

TEST(UndoCodingTest, LeavesWhatIsNotCompressed) {
  std::string storage;
  std::string_view body = "plain";
  EXPECT_EQ(UndoCoding(Coding::kIdentity, 100, storage, body), std::nullopt);
  EXPECT_EQ(body, "plain");
  EXPECT_EQ(UndoCoding(std::nullopt, 100, storage, body), Rejection::kUnsupportedEncoding);
  const std::string zipped = Deflated("text", true);
  body = zipped;
  EXPECT_EQ(UndoCoding(Coding::kGzip, 100, storage, body), std::nullopt);
  EXPECT_EQ(body, "text");
}

}  // namespace
}  // namespace invitro::http
