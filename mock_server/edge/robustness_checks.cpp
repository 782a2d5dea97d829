#include "mock_server/edge/robustness_checks.h"

#include <chrono>
#include <fstream>
#include <iterator>
#include <list>

#include "mock_server/edge/raw_client.h"

namespace invitro::edge {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kGet = "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n";

std::string Post(const std::string& headers, const std::string& body = "") {
  return "POST /size HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
}

/// Complains unless the answer has that status and a body.
Complaint Expect(const std::optional<RawAnswer>& answer, int status) {
  if (!answer) return "no answer";
  if (answer->status != status) {
    return "status " + std::to_string(answer->status) + ", not " + std::to_string(status);
  }
  if (answer->body.empty()) return "an empty body";
  return std::nullopt;
}

Complaint PostWithoutLength(int port) { return Expect(RawClient(port).Ask(Post("")), 200); }

Complaint ChunkedBodyBeyondTheBound(int port) {
  std::string body;
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  for (std::size_t sent = 0; sent <= kBodyBound; sent += 0x10000) body += chunk;
  return Expect(RawClient(port).Ask(Post("Transfer-Encoding: chunked\r\n", body + "0\r\n\r\n")),
                413);
}

Complaint ZippedBodyBeyondTheBound(int port) {
  std::ifstream file(INVITRO_FIXTURES "/bodies/zeros-8MiB.gz", std::ios::binary);
  const std::string zipped{std::istreambuf_iterator<char>(file), {}};
  if (zipped.empty()) return "the fixture is missing";
  return Expect(RawClient(port).Ask(Post("Content-Encoding: gzip\r\nContent-Length: " +
                                             std::to_string(zipped.size()) + "\r\n",
                                         zipped)),
                413);
}

Complaint LengthBeyondTheBoundAtOnce(int port) {
  return Expect(RawClient(port).Ask(Post("Content-Length: 100000000\r\n")), 413);
}

Complaint LongHeaderLine(int port) {
  return Expect(
      RawClient(port).Ask("GET /ok HTTP/1.1\r\nA: " + std::string(100'000, 'b') + "\r\n\r\n"), 431);
}

Complaint TooManyHeaders(int port) {
  std::string headers;
  for (int i = 0; i < 2000; ++i) headers += "A: b\r\n";
  return Expect(RawClient(port).Ask("GET /ok HTTP/1.1\r\n" + headers + "\r\n"), 431);
}

constexpr int kMoreThanThreads = 40;  // than the library's pool has by default

Complaint SlowClientsBlockNobody(int port) {
  std::list<RawClient> slow;
  for (int i = 0; i < kMoreThanThreads; ++i) slow.emplace_back(port).Send("GET /ok HTT");
  return Expect(RawClient(port).Ask(kGet), 200);
}

Complaint IdleClientsBlockNobody(int port) {
  std::list<RawClient> idle;
  for (int i = 0; i < kMoreThanThreads; ++i) {
    if (auto wrong = Expect(idle.emplace_back(port).Ask(kGet), 200)) return wrong;
  }
  return Expect(RawClient(port).Ask(kGet), 200);
}

Complaint AThousandKeptConnections(int port) {
  std::list<RawClient> clients;
  for (int i = 0; i < 1000; ++i) {
    if (auto wrong = Expect(clients.emplace_back(port).Ask(kGet), 200)) {
      return "connection " + std::to_string(i) + ": " + *wrong;
    }
  }
  for (RawClient& client : clients) {  // one that was closed for being idle connects again
    auto answer = client.Ask(kGet);
    if (!answer) answer = RawClient(port).Ask(kGet);
    if (auto wrong = Expect(answer, 200)) return "asked again: " + *wrong;
  }
  return std::nullopt;
}

Complaint PipelinedRequests(int port) {
  RawClient client(port);
  client.Send(std::string(kGet) + std::string(kGet) + Post("Content-Length: 3\r\n", "abc") +
              std::string(kGet));
  for (int i = 0; i < 4; ++i) {
    const auto answer = client.Receive();
    if (auto wrong = Expect(answer, 200)) return "answer " + std::to_string(i) + ": " + *wrong;
    if (i == 2 && answer->body != "3") return "answers out of order";
  }
  return std::nullopt;
}

/// Whether an answer says that its connection ends.
bool SaysClose(const RawAnswer& answer) {
  return answer.head.find("Connection: close\r\n") != std::string::npos;
}

/// The body must not be taken for the next request. A server may read it, or end the connection.
Complaint GetWithABody(int port) {
  RawClient client(port);
  const std::string body(10'000,
                         'x');  // more than the library drops by chance with its read buffer
  const auto answer = client.Ask("GET /ok HTTP/1.1\r\nContent-Length: 10000\r\n\r\n" + body);
  if (auto wrong = Expect(answer, 200)) return wrong;
  if (SaysClose(*answer)) {
    if (!client.ReadOnce().empty()) return "bytes behind the answer";
    return client.SeesEnd() ? std::nullopt : Complaint("it is not closed");
  }
  return Expect(client.Ask(kGet), 200);
}

/// Refused with that status, and then the connection ends: what follows is no request.
Complaint RefusedForGood(int port, const std::string& request, int status) {
  RawClient client(port);
  client.Send(request);
  const auto answer = client.Receive();
  if (auto wrong = Expect(answer, status)) return wrong;
  if (!SaysClose(*answer)) return "the connection is not said to end";
  if (!client.ReadOnce().empty()) return "bytes behind the answer";
  return client.SeesEnd() ? std::nullopt : Complaint("the connection does not end");
}

Complaint ARefusalEndsTheConnection(int port) {
  return RefusedForGood(port, "nonsense\r\n\r\n" + std::string(kGet), 400);
}

Complaint LongTarget(int port) {
  return RefusedForGood(port, "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\n\r\n", 414);
}

Complaint LengthAndChunks(int port) {
  return RefusedForGood(
      port, Post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400);
}

Complaint TwoLengths(int port) {
  return RefusedForGood(port, Post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), 400);
}

Complaint LengthThatIsNoNumber(int port) {
  for (const char* length : {"-1", "+3", "3x", "0x3", "99999999999999999999"}) {
    const std::string header = "Content-Length: " + std::string(length) + "\r\n";
    if (auto wrong = RefusedForGood(port, Post(header, "abc"), 400))
      return length + (": " + *wrong);
  }
  return std::nullopt;
}

Complaint UnknownTransferEncoding(int port) {
  return RefusedForGood(port, Post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400);
}

Complaint BrokenChunk(int port) {
  return RefusedForGood(port, Post("Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n"), 400);
}

Complaint BrokenCompression(int port) {
  const std::string three = "Content-Length: 3\r\n";
  if (auto wrong =
          Expect(RawClient(port).Ask(Post("Content-Encoding: gzip\r\n" + three, "abc")), 400)) {
    return wrong;
  }
  return Expect(RawClient(port).Ask(Post("Content-Encoding: zstd\r\n" + three, "abc")), 415);
}

Complaint SpaceBeforeAColon(int port) {
  return RefusedForGood(port, Post("Content-Length : 3\r\n", "abc"), 400);
}

Complaint ARequestCutOffIsNotCarriedOut(int port) {
  RawClient client(port);
  client.Send(Post("Content-Length: 10\r\n", "abc"));
  client.EndInput();
  const auto answer = client.Receive();
  return answer && answer->status < 400 ? Complaint("it is") : std::nullopt;
}

/// Told to go on, or refused at once; never left waiting.
Complaint AClientThatAsksFirst(int port) {
  RawClient client(port);
  const auto first = client.Ask(Post("Expect: 100-continue\r\nContent-Length: 3\r\n"));
  if (!first || first->status != 100) return "it is not told to go on";
  if (auto wrong = Expect(client.Ask("abc"), 200)) return wrong;
  return Expect(RawClient(port).Ask(Post("Expect: 100-continue\r\nContent-Length: 99999999\r\n")),
                413);
}

Complaint ExceptionsStayInside(int port) {
  const auto answer = RawClient(port).Ask("GET /throw HTTP/1.1\r\n\r\n");
  if (auto wrong = Expect(answer, 500)) return wrong;
  if ((answer->head + answer->body).find("secret") != std::string::npos)
    return "the exception's text";
  return std::nullopt;
}

Complaint EveryErrorHasABody(int port) {
  for (const char* line :
       {"GET /nowhere HTTP/1.1", "PUT /ok HTTP/1.1", "nonsense", "FOO /ok HTTP/1.1"}) {
    const auto answer = RawClient(port).Ask(std::string(line) + "\r\n\r\n");
    if (!answer) return std::string(line) + ": no answer";
    if (answer->status < 400)
      return std::string(line) + ": status " + std::to_string(answer->status);
    if (answer->body.empty()) return std::string(line) + ": an empty body";
  }
  return std::nullopt;
}

Complaint ConnectionsStayOpen(int port) {
  RawClient client(port);
  for (int i = 0; i < 200; ++i) {
    if (auto wrong = Expect(client.Ask(kGet), 200))
      return "request " + std::to_string(i) + ": " + *wrong;
  }
  return std::nullopt;
}

/// With head and body in two sends, Nagle's algorithm and a delayed acknowledgement cost 40 ms a
/// request.
Complaint AnswersComeInOnePiece(int port) {
  RawClient client(port);
  for (int i = 0; i < 3; ++i) {
    client.Send(kGet);
    const std::string first = client.ReadOnce();
    const std::size_t end = first.find("\r\n\r\n");
    if (end == std::string::npos || end + 4 == first.size()) return "the head came alone";
  }
  return std::nullopt;
}

Complaint CompressionIsNotImposed(int port) {
  const auto answer =
      RawClient(port).Ask("GET /page HTTP/1.1\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n");
  if (auto wrong = Expect(answer, 200)) return wrong;
  if (answer->body.size() != 35'000) return "compressed";
  return std::nullopt;
}

}  // namespace

const std::vector<RobustnessCheck>& RobustnessChecks() {
  static const std::vector<RobustnessCheck> all{
      {"PostWithoutLength", PostWithoutLength},
      {"ChunkedBodyBeyondTheBound", ChunkedBodyBeyondTheBound},
      {"ZippedBodyBeyondTheBound", ZippedBodyBeyondTheBound},
      {"LengthBeyondTheBoundAtOnce", LengthBeyondTheBoundAtOnce},
      {"LongHeaderLine", LongHeaderLine},
      {"TooManyHeaders", TooManyHeaders},
      {"SlowClientsBlockNobody", SlowClientsBlockNobody},
      {"IdleClientsBlockNobody", IdleClientsBlockNobody},
      {"AThousandKeptConnections", AThousandKeptConnections},
      {"PipelinedRequests", PipelinedRequests},
      {"GetWithABody", GetWithABody},
      {"ExceptionsStayInside", ExceptionsStayInside},
      {"EveryErrorHasABody", EveryErrorHasABody},
      {"ConnectionsStayOpen", ConnectionsStayOpen},
      {"AnswersComeInOnePiece", AnswersComeInOnePiece},
      {"CompressionIsNotImposed", CompressionIsNotImposed},
      {"ARefusalEndsTheConnection", ARefusalEndsTheConnection},
      {"LongTarget", LongTarget},
      {"LengthAndChunks", LengthAndChunks},
      {"TwoLengths", TwoLengths},
      {"LengthThatIsNoNumber", LengthThatIsNoNumber},
      {"UnknownTransferEncoding", UnknownTransferEncoding},
      {"BrokenChunk", BrokenChunk},
      {"BrokenCompression", BrokenCompression},
      {"SpaceBeforeAColon", SpaceBeforeAColon},
      {"ARequestCutOffIsNotCarriedOut", ARequestCutOffIsNotCarriedOut},
      {"AClientThatAsksFirst", AClientThatAsksFirst},
  };
  return all;
}

}  // namespace invitro::edge
