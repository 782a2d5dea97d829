#include "client/httplib_transport.h"

#include <httplib.h>

#include <algorithm>
#include <utility>

#include "client/codec.h"
#include "client/deadline_guard.h"
#include "client/url.h"

namespace invitro {
namespace {

using Kind = TransportError::Kind;
using std::chrono::milliseconds;

constexpr std::size_t kLargestAnswer = 64 * 1024 * 1024;  // a thousand times a page of 100

class HttplibTransport final : public Transport {
 public:
  HttplibTransport(const BaseUrl& url, const ClientOptions& options,
                   const std::optional<BaseUrl>& proxy)
      : origin_(url.origin()), client_(url.origin()), guard_([this] { client_.stop(); }) {
    client_.set_keep_alive(true);
    client_.set_tcp_nodelay(true);
    client_.set_decompress(false);
    client_.enable_server_certificate_verification(true);
    if (!options.ca_file.empty()) client_.set_ca_cert_path(options.ca_file);
    if (proxy) client_.set_proxy(proxy->host, proxy->port);
  }

  tl::expected<HttpResponse, TransportError> Send(const HttpRequest& request,
                                                  Clock::time_point deadline) override {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
    if (left <= milliseconds(0)) return tl::unexpected(Failure(Kind::kTimedOut, false));
    client_.set_connection_timeout(left);
    client_.set_read_timeout(left);
    client_.set_write_timeout(left);

    HttpResponse answer;
    Head head;
    bool too_large = false;
    httplib::Request sent = Translate(request);
    sent.response_handler = [&head](const httplib::Response& response) {
      head = {response.status, response.get_header_value("Transfer-Encoding") == "chunked",
              response.has_header("Trailer")};
      return !head.interim();  // the library would wait for a body
    };
    sent.content_receiver = [&](const char* data, std::size_t size, std::uint64_t /*offset*/,
                                std::uint64_t /*total*/) {
      too_large = size > kLargestAnswer - answer.body.size();
      if (!too_large) answer.body.append(data, size);
      return !too_large;
    };
    guard_.Arm(deadline);
    const httplib::Result result = client_.send(sent);
    const bool timed_out = guard_.Disarm() || Clock::now() >= deadline;
    if (result) return Translate(*result, std::move(answer));
    if (too_large) return tl::unexpected(Failure(Kind::kTooLarge, true));
    if (head.interim()) return tl::unexpected(Unreadable("sends " + NameOf(head.status)));
    if (!timed_out && head.chunked && (head.trailer || IsJson(answer.body))) {
      return tl::unexpected(Unreadable("sends trailers behind a chunked answer"));
    }
    return tl::unexpected(Explain(result.error(), timed_out));
  }

 private:
  /// What is known of a response before its body comes.
  struct Head {
    int status = 0;
    bool chunked = false;
    bool trailer = false;  // it announces trailers

    /// Some versions of the library take an interim response (1xx) for the final one.
    bool interim() const { return status >= 100 && status < 200 && status != 101; }
  };

  static std::string NameOf(int interim) {
    constexpr int kEarlyHints = 103;
    return std::to_string(interim) + (interim == kEarlyHints ? " Early Hints" : "");
  }

  static TransportError Unreadable(const std::string& what) {
    return {Kind::kUnreadable,
            "the target " + what + ", which this build's HTTP library (cpp-httplib " +
                CPPHTTPLIB_VERSION + ") cannot read",
            true};
  }

  static httplib::Request Translate(const HttpRequest& request) {
    httplib::Request sent;
    sent.method = request.method;
    sent.path = request.path;
    sent.body = request.body;
    for (const auto& [name, value] : request.headers) sent.headers.emplace(name, value);
    sent.headers.emplace("Accept-Encoding", "identity");
    sent.headers.emplace("User-Agent", "invitro");
    return sent;
  }

  static HttpResponse Translate(const httplib::Response& response, HttpResponse answer) {
    answer.status = response.status;
    answer.headers.assign(response.headers.begin(), response.headers.end());
    return answer;
  }

  TransportError Failure(Kind kind, bool may_have_been_processed) const {
    return {kind, Words(kind) + origin_, may_have_been_processed};
  }

  static std::string Words(Kind kind) {
    switch (kind) {
      case Kind::kBadUrl:
        return "cannot use the URL ";
      case Kind::kCannotConnect:
        return "cannot connect to ";
      case Kind::kTls:
        return "cannot trust the certificate (or speak TLS with) ";
      case Kind::kTimedOut:
        return "no whole answer in time from ";
      case Kind::kLost:
        return "the connection ended before the answer was whole: ";
      case Kind::kTooLarge:
        return "more than 64 MiB came from ";
      case Kind::kUnreadable:
        return "the HTTP library cannot read what came from ";
    }
    return "";
  }

  /// What the library's error means. Nothing was sent before there was a connection; after that the
  /// request may have arrived, whatever went wrong.
  TransportError Explain(httplib::Error error, bool timed_out) const {
    using Why =
        httplib::Error;  // it grows with the library's releases: no switch could be exhaustive
    const bool unconnected =
        error == Why::Connection || error == Why::BindIPAddress || error == Why::ConnectionTimeout;
    const bool untrusted = error == Why::SSLConnection || error == Why::SSLLoadingCerts ||
                           error == Why::SSLServerVerification;
    const bool may_have_arrived = !unconnected && !untrusted;
    if (timed_out) return Failure(Kind::kTimedOut, may_have_arrived);
    if (unconnected) return Failure(Kind::kCannotConnect, false);
    return untrusted ? Failure(Kind::kTls, false) : Failure(Kind::kLost, true);
  }

  const std::string origin_;
  httplib::Client client_;
  DeadlineGuard guard_;
};

TransportError BadUrl(const std::string& what) { return {Kind::kBadUrl, what, false}; }

}  // namespace

tl::expected<std::unique_ptr<Transport>, TransportError> MakeHttplibTransport(
    const ClientOptions& options) {
  const auto url = ParseBaseUrl(options.base_url);
  if (!url) {
    return tl::unexpected(BadUrl("the base URL must be like https://host/v1, not '" +
                                 Printable(options.base_url, 200) + "'"));
  }
  std::optional<BaseUrl> proxy;
  if (!options.proxy.empty()) {
    // As curl has it, a proxy without a scheme is an http one.
    const bool bare = options.proxy.find("://") == std::string::npos;
    proxy = ParseBaseUrl(bare ? "http://" + options.proxy : options.proxy);
    // Its text may hold a password, so it is not shown.
    if (!proxy || proxy->scheme != "http") {
      return tl::unexpected(
          BadUrl("the proxy must be like http://host:port, without name and password"));
    }
  }
  return std::make_unique<HttplibTransport>(*url, options, proxy);
}

}  // namespace invitro
