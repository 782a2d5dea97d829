#include "mock_server/http/request_framer.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace invitro::http {
namespace {

using State = RequestFramer::State;

struct Case {
  const char* name;
  std::string bytes;
  std::string body = {};
  bool keep_alive = true;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class WholeRequestTest : public testing::TestWithParam<Case> {};

/// Whether a request comes in one piece, byte by byte or cut anywhere, what is understood is the
/// same.
TEST_P(WholeRequestTest, IsFoundHoweverItIsCut) {
  const Limits limits;
  const std::string next = "GET /next HTTP/1.1\r\n\r\n";
  const std::string bytes = GetParam().bytes + next;
  for (std::size_t cut = 0; cut <= GetParam().bytes.size(); ++cut) {
    RequestFramer framer(limits);
    if (cut < GetParam().bytes.size()) {
      ASSERT_EQ(framer.Look(std::string_view(bytes).substr(0, cut)), State::kNeedMore)
          << "cut " << cut;
    }
    ASSERT_EQ(framer.Look(bytes), State::kComplete) << "cut " << cut;
    EXPECT_EQ(framer.size(), GetParam().bytes.size());
    EXPECT_EQ(framer.request(bytes).body, GetParam().body);
    EXPECT_EQ(framer.framing().KeepsAlive(), GetParam().keep_alive);
  }
  RequestFramer slow(limits);
  for (std::size_t i = 1; i < GetParam().bytes.size(); ++i) {
    ASSERT_EQ(slow.Look(std::string_view(bytes).substr(0, i)), State::kNeedMore) << "byte " << i;
  }
  EXPECT_EQ(slow.Look(bytes), State::kComplete);
  EXPECT_EQ(slow.request(bytes).body, GetParam().body);
  slow.Reset();
  EXPECT_EQ(slow.Look(next), State::kComplete);
  EXPECT_EQ(slow.request(next).target, "/next");
  EXPECT_EQ(slow.request(next).body, "");
}

INSTANTIATE_TEST_SUITE_P(
    All, WholeRequestTest,
    testing::Values(
        Case{"no body", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"},
        Case{"blank line first", "\r\nGET /x HTTP/1.1\r\n\r\n"},
        Case{"post without length", "POST /x HTTP/1.1\r\n\r\n"},
        Case{"length", "POST /x HTTP/1.1\r\ncontent-LENGTH:  5 \r\n\r\na\r\nbc", "a\r\nbc"},
        Case{"length 0", "POST /x HTTP/1.1\r\nContent-Length: 0\r\n\r\n"},
        Case{"get with a body", "GET /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "abc"},
        Case{"chunks",
             "POST /x HTTP/1.1\r\nTransfer-Encoding: "
             "Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
             "abc0123456789"},
        Case{"trailers",
             "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n000\r\nX: y\r\nZ: "
             "w\r\n\r\n",
             "a"},
        Case{"close", "GET /x HTTP/1.1\r\nConnection: x, Close\r\n\r\n", {}, false},
        Case{"http 1.0", "GET /x HTTP/1.0\r\n\r\n", {}, false},
        Case{"http 1.0 kept", "GET /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", {}, true}));

struct Bad {
  const char* name;
  std::string bytes;
  Rejection why = Rejection::kMalformed;
};

void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class BadRequestTest : public testing::TestWithParam<Bad> {};

TEST_P(BadRequestTest, IsRejectedHoweverItIsCut) {
  const Limits limits;
  RequestFramer framer(limits);
  ASSERT_EQ(framer.Look(GetParam().bytes), State::kRejected);
  EXPECT_EQ(framer.rejection(), GetParam().why);
  RequestFramer slow(limits);
  State state = State::kNeedMore;
  for (std::size_t i = 1; i <= GetParam().bytes.size() && state == State::kNeedMore; ++i) {
    state = slow.Look(std::string_view(GetParam().bytes).substr(0, i));
  }
  EXPECT_EQ(state, State::kRejected);
  EXPECT_EQ(slow.rejection(), GetParam().why);
}

std::string Post(const std::string& headers) { return "POST /x HTTP/1.1\r\n" + headers + "\r\n"; }

std::string ManyHeaders(int count) {
  std::string headers;
  for (int i = 0; i < count; ++i) headers += "A: b\r\n";
  return headers;
}

INSTANTIATE_TEST_SUITE_P(
    All, BadRequestTest,
    testing::Values(
        Bad{"no version", "GET /x\r\n"}, Bad{"version 2", "GET /x HTTP/2.0\r\n"},
        Bad{"two spaces", "GET  /x HTTP/1.1\r\n"}, Bad{"bare line feed", "GET /x HTTP/1.1\n"},
        Bad{"nul", std::string("GET /\0 HTTP/1.1\r\n", 17)}, Bad{"method", "G@T /x HTTP/1.1\r\n"},
        Bad{"bare carriage return", "GET /x HTTP/1.1\r\nA: b\rc\r\n"},
        Bad{"space before colon", Post("Content-Length : 3\r\n")}, Bad{"no colon", Post("abc\r\n")},
        Bad{"continued line", Post("A: b\r\n c\r\n")}, Bad{"no name", Post(": b\r\n")},
        Bad{"length and chunks", Post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")},
        Bad{"two lengths", Post("Content-Length: 3\r\nContent-Length: 3\r\n")},
        Bad{"negative length", Post("Content-Length: -1\r\n")},
        Bad{"signed length", Post("Content-Length: +1\r\n")},
        Bad{"list of lengths", Post("Content-Length: 1, 1\r\n")},
        Bad{"no length", Post("Content-Length:\r\n")},
        Bad{"length beyond 64 bits", Post("Content-Length: 99999999999999999999\r\n")},
        Bad{"other coding", Post("Transfer-Encoding: gzip, chunked\r\n")},
        Bad{"chunks in 1.0", "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
        Bad{"chunk size", Post("Transfer-Encoding: chunked\r\n") + "x\r\n"},
        Bad{"chunk end", Post("Transfer-Encoding: chunked\r\n") + "1\r\nab\r\n"},
        Bad{"long length", Post("Content-Length: 1048577\r\n"), Rejection::kBodyTooLarge},
        Bad{"long chunk", Post("Transfer-Encoding: chunked\r\n") + "100001\r\n",
            Rejection::kBodyTooLarge},
        Bad{"chunks that add up", Post("Transfer-Encoding: chunked\r\n") + "1\r\na\r\n100000\r\n",
            Rejection::kBodyTooLarge},
        Bad{"long header", Post("A: " + std::string(8190, 'b') + "\r\n"),
            Rejection::kHeaderLineTooLong},
        Bad{"endless header", "GET /x HTTP/1.1\r\nA: " + std::string(8191, 'b'),
            Rejection::kHeaderLineTooLong},
        Bad{"long target", "GET /" + std::string(8192, 'x'), Rejection::kTargetTooLong},
        Bad{"headers", Post(ManyHeaders(101)), Rejection::kTooManyHeaders},
        Bad{"trailers", Post("Transfer-Encoding: chunked\r\n") + "0\r\n" + ManyHeaders(100),
            Rejection::kTooManyHeaders}));

TEST(RequestFramerTest, TheBoundsThemselvesAreAllowed) {
  const Limits limits;
  const std::string longest = "A: " + std::string(8192 - 3, 'b') + "\r\n";
  EXPECT_EQ(RequestFramer(limits).Look("GET /x HTTP/1.1\r\n" + longest + "\r\n"), State::kComplete);
  EXPECT_EQ(RequestFramer(limits).Look("GET /x HTTP/1.1\r\n" + ManyHeaders(100) + "\r\n"),
            State::kComplete);
  const std::string body(limits.max_body_bytes, 'x');
  EXPECT_EQ(RequestFramer(limits).Look(Post("Content-Length: 1048576\r\n") + body),
            State::kComplete);
  EXPECT_EQ(RequestFramer(limits).Look(Post("Transfer-Encoding: chunked\r\n") + "100000\r\n" +
                                       body + "\r\n0\r\n\r\n"),
            State::kComplete);
}

TEST(RequestFramerTest, TakesARequestApartWithoutChangingAByte) {
  const Limits limits;
  RequestFramer framer(limits);
  const std::string bytes =
      "\r\nM-SEARCH /a%2Fb?c=%20&d HTTP/1.1\r\nX-Empty:\r\nx-odd: \t 100%41, \xc3\xa9\t \r\n"
      "Content-Length: 2\r\nX-Empty: \r\n\r\nhi";
  ASSERT_EQ(framer.Look(bytes), State::kComplete);
  const Request request = framer.request(bytes);
  EXPECT_EQ(request.method, "M-SEARCH");
  EXPECT_EQ(request.target, "/a%2Fb?c=%20&d");
  EXPECT_EQ(request.body, "hi");
  ASSERT_EQ(request.headers.size(), 4);
  EXPECT_EQ(request.headers[0].name, "X-Empty");
  EXPECT_EQ(request.headers[0].value, "");
  EXPECT_EQ(request.headers[1].name, "x-odd");
  EXPECT_EQ(request.headers[1].value, "100%41, \xc3\xa9");
  EXPECT_EQ(request.headers[3].name, "X-Empty");
}

TEST(RequestFramerTest, OfARejectedRequestSaysWhatWasReadable) {
  const Limits limits;
  RequestFramer framer(limits);
  const std::string bytes = "PUT /x HTTP/1.1\r\nA b\r\n";
  ASSERT_EQ(framer.Look(bytes), State::kRejected);
  EXPECT_EQ(framer.request(bytes).method, "PUT");
  EXPECT_EQ(framer.request(bytes).target, "/x");
  EXPECT_EQ(framer.request(bytes).body, "");
  framer.Reset();
  ASSERT_EQ(framer.Look("nonsense\r\n"), State::kRejected);
  EXPECT_EQ(framer.request("nonsense\r\n").method, "");
}

TEST(RequestFramerTest, CountsEmptyLinesOnlyBeforeARequest) {
  const Limits limits;
  RequestFramer framer(limits);
  EXPECT_EQ(framer.Look("\r\n\r\n\r"), State::kNeedMore);
  EXPECT_EQ(framer.blank(), 4);
  EXPECT_EQ(framer.Look("\r\n\r\n\r\nGET /x HTTP/1.1\r\n"), State::kNeedMore);
  EXPECT_EQ(framer.blank(), 0);
}

/// Else a body of a megabyte could take eight gigabytes on its way in.
TEST(RequestFramerTest, ChunksMayNotCostMuchMoreThanTheyCarry) {
  const Limits limits;
  const std::string head = Post("Transfer-Encoding: chunked\r\n");
  std::string padded = head;
  for (int i = 0; i < 5; ++i) padded += "1;" + std::string(8000, 'x') + "\r\na\r\n";
  RequestFramer framer(limits);
  ASSERT_EQ(framer.Look(padded), State::kRejected);
  EXPECT_EQ(framer.rejection(), Rejection::kMalformed);
  std::string tiny = head;
  for (int i = 0; i < 20'000; ++i) tiny += "1\r\na\r\n";
  EXPECT_EQ(RequestFramer(limits).Look(tiny + "0\r\n\r\n"), State::kComplete);
}

TEST(RequestFramerTest, SaysWhoWaitsForContinue) {
  const Limits limits;
  RequestFramer framer(limits);
  const std::string head = Post("Expect: 100-Continue\r\nContent-Length: 1\r\n");
  EXPECT_EQ(framer.Look(std::string_view(head).substr(0, 20)), State::kNeedMore);
  EXPECT_FALSE(framer.awaits_continue(std::string_view(head).substr(0, 20)));
  EXPECT_EQ(framer.Look(head), State::kNeedMore);
  EXPECT_TRUE(framer.awaits_continue(head));
  EXPECT_EQ(framer.Look(head + "x"), State::kComplete);
  EXPECT_FALSE(framer.awaits_continue(head + "x"));
}

}  // namespace
}  // namespace invitro::http
