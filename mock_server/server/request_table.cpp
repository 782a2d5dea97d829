#include "mock_server/server/request_table.h"

#include <fstream>
#include <initializer_list>
#include <iterator>
#include <tuple>

namespace invitro {
namespace {

using Rows = std::vector<TableRow>;

constexpr const char* kList = "/v1/organization/invites";
constexpr const char* kOne = "/v1/organization/invites/invite-b";
constexpr const char* kBody = R"({"email":"new@example.com","role":"reader"})";

std::string Line(std::string_view method, std::string_view target) {
  return std::string(method) + " " + std::string(target) +
         " HTTP/1.1\r\nAuthorization: Bearer sk-admin-invitro\r\n";
}

std::string Length(std::string_view body) {
  return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

std::string Ask(std::string_view method, std::string_view target, std::string_view body = "",
                std::string_view headers = "") {
  return Line(method, target) + std::string(headers) + (body.empty() ? "" : Length(body)) + "\r\n" +
         std::string(body);
}

/// A creation with these headers instead of a Content-Length.
std::string Post(std::string_view headers, std::string_view rest = "") {
  return Line("POST", kList) + std::string(headers) + "\r\n" + std::string(rest);
}

std::string Get(std::string_view headers) { return Ask("GET", kList, "", headers); }

std::string Fixture(const std::string& name) {
  std::ifstream file(INVITRO_FIXTURES "/bodies/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void AddMethods(Rows& rows) {
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
    for (const char* target : {kList, kOne, "/nowhere"}) {
      rows.push_back({std::string(method) + " " + target, Ask(method, target)});
    }
  }
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    rows.push_back({std::string(method) + " with a body", Ask(method, kOne, kBody)});
  }
  for (const char* method : {"GET", "OPTIONS", "TRACE"}) {
    rows.push_back({.name = std::string(method) + " with a body",
                    .bytes = Ask(method, kOne, kBody),
                    .limit = "bodies",
                    .httplib_status = *method == 'G' ? 200 : 405});
  }
  rows.push_back({.name = "HEAD", .bytes = Ask("HEAD", kList), .has_body = false});
  rows.push_back({.name = "HEAD with a body",
                  .bytes = Ask("HEAD", kList, kBody),
                  .limit = "bodies",
                  .httplib_status = 405,
                  .has_body = false});
  rows.push_back({.name = "FOO", .bytes = Ask("FOO", kList), .limit = "methods"});
  rows.push_back({"CONNECT", Ask("CONNECT", "example.com:443")});
}

void AddFramings(Rows& rows) {
  const std::string body = kBody;
  rows.push_back({"no length", Ask("POST", kList)});
  rows.push_back({"a length", Ask("POST", kList, kBody)});
  rows.push_back({"a length of 0", Post("Content-Length: 0\r\n")});
  rows.push_back(
      {"chunks", Post("Transfer-Encoding: chunked\r\n", "5\r\n" + body.substr(0, 5) + "\r\n26\r\n" +
                                                            body.substr(5) + "\r\n0\r\n\r\n")});
  rows.push_back({"chunks of nothing", Post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n")});
  rows.push_back({"a deletion with chunks", Line("DELETE", kOne) +
                                                "Transfer-Encoding: chunked\r\n\r\n"
                                                "3\r\nabc\r\n0\r\n\r\n"});
  rows.push_back({"length and chunks",
                  Post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")});
  rows.push_back({"two lengths", Post("Content-Length: 1\r\nContent-Length: 1\r\n", "x")});
  for (const char* length : {"-1", "+1", "1x", "0x1", "1, 1", "99999999999999999999"}) {
    rows.push_back({"the length '" + std::string(length) + "'",
                    Post("Content-Length: " + std::string(length) + "\r\n", "x")});
  }
  rows.push_back({.name = "an empty length",
                  .bytes = Post("Content-Length:\r\n"),
                  .limit = "headers",
                  .in_some_versions = true});
  rows.push_back({"a body beyond the bound", Post("Content-Length: 1048577\r\n")});
  rows.push_back({"another transfer encoding", Post("Transfer-Encoding: gzip, chunked\r\n")});
  rows.push_back({"a broken chunk", Post("Transfer-Encoding: chunked\r\n", "zz\r\nx\r\n")});
  rows.push_back(
      {"chunks in HTTP/1.0", "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"});
}

void AddRequestLines(Rows& rows) {
  const std::string rest = "Authorization: Bearer sk-admin-invitro\r\n\r\n";
  rows.push_back({"HTTP/1.0", "GET /v1/organization/invites HTTP/1.0\r\n" + rest});
  rows.push_back({"HTTP/1.0, kept",
                  "GET /v1/organization/invites HTTP/1.0\r\n"
                  "Connection: Keep-Alive\r\n" +
                      rest});
  rows.push_back(
      {.name = "HTTP/1.0, kept in lower case",
       .bytes = "GET /v1/organization/invites HTTP/1.0\r\nConnection: keep-alive\r\n" + rest,
       .limit = "http_1_0",
       .httplib_status = 200});
  rows.push_back({"HTTP/2.0", "GET / HTTP/2.0\r\n\r\n"});
  rows.push_back({"no version", "GET /\r\n\r\n"});
  rows.push_back({"nonsense", "nonsense\r\n\r\n"});
  rows.push_back(
      {.name = "an empty line first", .bytes = "\r\n" + Get(""), .limit = "request_line"});
  rows.push_back({.name = "two spaces",
                  .bytes = "GET  /v1/organization/invites HTTP/1.1\r\n\r\n",
                  .limit = "request_line",
                  .httplib_status = 401,
                  .in_some_versions = true});
  rows.push_back({"the absolute form", Ask("GET", "http://example.com/v1/organization/invites")});
  rows.push_back({"a long target", Ask("GET", "/" + std::string(9000, 'x'))});
  rows.push_back({"percent signs", Ask("GET", "/v1/organization/invites/invite%2Db%20")});
  rows.push_back({"parameters", Ask("GET", "/v1/organization/invites?limit=1&after=invite-a")});
  rows.push_back({"an asterisk", Ask("OPTIONS", "*")});
}

void AddHeaders(Rows& rows) {
  std::string many;
  for (int i = 0; i < 101; ++i) many += "A: b\r\n";
  rows.push_back({.name = "too many headers",
                  .bytes = Get(many),
                  .limit = "header_line",
                  .in_some_versions = true});
  rows.push_back({.name = "a long header",
                  .bytes = Get("A: " + std::string(9000, 'b') + "\r\n"),
                  .limit = "header_line"});
  rows.push_back({"a space before a colon", Get("A : b\r\n")});
  rows.push_back({.name = "a header without a value",
                  .bytes = Get("A:\r\n"),
                  .limit = "headers",
                  .in_some_versions = true});
  rows.push_back({.name = "a header without a carriage return",
                  .bytes = Get("A: b\nB: c\r\n"),
                  .limit = "headers",
                  .httplib_status = 200,
                  .in_some_versions = true});
  rows.push_back({"a control character", Get("A: b\x01\r\n")});
  rows.push_back({"Connection: close", Get("Connection: close\r\n")});
  rows.push_back({"Connection: Close, x", Get("Connection: Close, x\r\n")});
  rows.push_back({"compressed answers", Get("Accept-Encoding: gzip, br\r\n")});
  rows.push_back({"a range", Get("Range: bytes=0-1\r\n")});
  rows.push_back({.name = "a range of nonsense", .bytes = Get("Range: x\r\n"), .limit = "ranges"});
  rows.push_back({.name = "an Accept of nonsense",
                  .bytes = Get("Accept: ;;q=x\r\n"),
                  .limit = "ranges",
                  .in_some_versions = true});
  rows.push_back(
      {"a form", Ask("POST", kList, kBody, "Content-Type: multipart/form-data; boundary=b\r\n")});
  rows.push_back({"another form", Ask("POST", kList, kBody,
                                      "Content-Type: application/x-www-form-urlencoded\r\n")});
  rows.push_back({"another expectation", Ask("POST", kList, kBody, "Expect: nonsense\r\n")});
  rows.push_back(
      {"an expectation too large", Post("Expect: 100-continue\r\nContent-Length: 1048577\r\n")});
}

void AddBodies(Rows& rows) {
  const auto coded = [](std::string_view coding, const std::string& body) {
    return Ask("POST", kList, body, "Content-Encoding: " + std::string(coding) + "\r\n");
  };
  const std::string zipped = Fixture("create.json.gz");
  rows.push_back({"gzip", coded("gzip", zipped)});
  rows.push_back({"x-gzip", coded("x-gzip", zipped)});
  rows.push_back({"GZIP", coded("GZIP", zipped)});
  rows.push_back({"deflate", coded("deflate", Fixture("create.json.zlib"))});
  rows.push_back({"identity", coded("identity", kBody)});
  rows.push_back({"brotli", coded("br", kBody)});
  rows.push_back({"gzip twice", coded("gzip, gzip", zipped)});
  rows.push_back({"gzip of nonsense", coded("gzip", "abc")});
  rows.push_back({"gzip cut off", coded("gzip", zipped.substr(0, zipped.size() / 2))});
  rows.push_back({"a bomb", coded("gzip", Fixture("zeros-8MiB.gz"))});
  rows.push_back({"no JSON", Ask("POST", kList, "{")});
  rows.push_back({"no email", Ask("POST", kList, "{}")});
}

void AddRefusals(Rows& rows) {
  rows.push_back({"no key", "GET /v1/organization/invites HTTP/1.1\r\n\r\n"});
  rows.push_back({"another scheme",
                  "GET /v1/organization/invites HTTP/1.1\r\nAuthorization: Basic x\r\n\r\n"});
  rows.push_back({"no scope",
                  "GET /v1/organization/invites HTTP/1.1\r\n"
                  "Authorization: Bearer sk-proj-0123456789abcdef\r\n\r\n"});
  rows.push_back({"a limit of 0", Ask("GET", "/v1/organization/invites?limit=0")});
  rows.push_back({"an unknown cursor", Ask("GET", "/v1/organization/invites?after=x")});
  rows.push_back({"accepted, not deleted", Ask("DELETE", "/v1/organization/invites/invite-a")});
  rows.push_back(
      {"a second invite", Ask("POST", kList, R"({"email":"b@example.com","role":"owner"})")});
}

void AddControlCalls(Rows& rows) {
  for (const auto& [method, path, body] :
       std::initializer_list<std::tuple<const char*, const char*, const char*>>{
           {"POST", "invites/invite-b/accept", ""},  // as README's curl -X POST sends it
           {"POST", "invites/invite-a/accept", ""},
           {"POST", "invites/invite-b/expire", ""},
           {"POST", "clock", R"({"advance_seconds":60})"},
           {"GET", "clock", ""},
           {"GET", "policies", ""},
           {"PUT", "policies", R"({"wrong_scope":"401"})"},
           {"POST", "seed", R"({"count":3})"},
           {"GET", "state", ""},
           {"PUT", "state", "{}"},
           {"GET", "requests", ""},
           {"POST", "requests/count", "{}"},
           {"GET", "openapi.json", ""},
           {"GET", "nowhere", ""},
           {"DELETE", "clock", ""},
           {"PUT", "faults", R"({"faults":[{"status":503}]})"}}) {
    rows.push_back(
        {std::string(method) + " " + path, Ask(method, "/_mock/" + std::string(path), body)});
  }
  rows.push_back({.name = "a reset is asked for",
                  .bytes = Ask("PUT", "/_mock/faults", R"({"faults":[{"reset":true}]})"),
                  .limit = "reset"});
}

void AddFaults(Rows& rows) {
  for (const char* fault :
       {R"("status":503)", R"("status":429,"retry_after_s":7)", R"("status":299,"commit":false)",
        R"("body":"{")", R"("body":"")", R"("delay_ms":1)", R"("body_pause_ms":1)",
        R"("body":"","body_pause_ms":1)", R"("cut_after_bytes":0)", R"("cut_after_bytes":5)",
        R"("content_length_error":5)", R"("content_length_error":-5)",
        R"("content_length_error":-5000)",
        R"("delay_ms":1,"body_pause_ms":1,"cut_after_bytes":5)"}) {
    const std::string faults = R"({"faults":[{)" + std::string(fault) + R"(}]})";
    rows.push_back({"a list with " + std::string(fault), Get(""), faults});
    rows.push_back({"a creation with " + std::string(fault), Ask("POST", kList, kBody), faults});
  }
}

}  // namespace

const std::vector<TableRow>& RequestTable() {
  static const Rows rows = [] {
    Rows all;
    AddMethods(all);
    AddFramings(all);
    AddRequestLines(all);
    AddHeaders(all);
    AddBodies(all);
    AddRefusals(all);
    AddControlCalls(all);
    AddFaults(all);
    return all;
  }();
  return rows;
}

}  // namespace invitro
