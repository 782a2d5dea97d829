#include "invitro/client.h"

#include <cstdlib>
#include <utility>

#include "client/codec.h"
#include "client/httplib_transport.h"
#include "client/retrying_transport.h"
#include "client/url.h"

namespace invitro {
namespace {

constexpr const char* kInvites = "/organization/invites";
constexpr int kNotFound = 404;

}  // namespace

Result<Client> Client::Make(const ClientOptions& options) {
  auto transport = MakeHttplibTransport(options);
  if (!transport) return tl::unexpected(Error(transport.error()));
  return Client(std::make_unique<RetryingTransport>(*std::move(transport), options.max_retries),
                ParseBaseUrl(options.base_url).value_or(BaseUrl()).path, options.key,
                options.timeout);
}

Result<Client> Client::FromEnvironment() {
  return Make(
      OptionsFromEnvironment([](const char* name) -> const char* { return std::getenv(name); }));
}

Client::Client(std::unique_ptr<Transport> transport, std::string base_path, std::string key,
               std::chrono::milliseconds timeout)
    : transport_(std::move(transport)),
      base_path_(std::move(base_path)),
      key_(std::move(key)),
      timeout_(timeout) {}

Result<HttpResponse> Client::Ask(const std::string& method, std::string path, std::string body) {
  HttpRequest request{.method = method, .path = std::move(path), .body = std::move(body)};
  if (!key_.empty()) request.headers.emplace_back("Authorization", "Bearer " + key_);
  request.headers.emplace_back("Accept", "application/json");
  if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  auto answer = transport_->Send(request, Transport::Clock::now() + timeout_);
  if (!answer) return tl::unexpected(Error(std::move(answer).error()));
  if (answer->status / 100 == 2) return *std::move(answer);  // a creation may be a 201
  ApiError error = DecodeError(*answer);
  error.gone_after_retry =
      method == "DELETE" && answer->status == kNotFound && answer->earlier_try_may_have_acted;
  return tl::unexpected(Error(std::move(error)));
}

Result<Invite> Client::Create(const NewInvite& wish) {
  return Ask("POST", base_path_ + kInvites, EncodeNewInvite(wish)).and_then(DecodeInvite);
}

Result<InvitePage> Client::List(const PageRequest& page) {
  std::string query;
  if (page.limit) query += "?limit=" + std::to_string(*page.limit);
  if (page.after) query += (query.empty() ? "?after=" : "&after=") + PercentEncode(*page.after);
  return Ask("GET", base_path_ + kInvites + query).and_then(DecodePage);
}

Result<Invite> Client::Retrieve(std::string_view id) {
  return Ask("GET", base_path_ + kInvites + "/" + PercentEncode(id)).and_then(DecodeInvite);
}

Result<std::string> Client::Delete(std::string_view id) {
  return Ask("DELETE", base_path_ + kInvites + "/" + PercentEncode(id))
      .and_then([id](const HttpResponse& answer) { return DecodeDeletion(answer, id); });
}

InviteRange Client::ListAll(std::optional<std::int64_t> limit, std::optional<std::string> after) {
  return {*this, PageRequest{limit, std::move(after)}};
}

Result<Invite> Client::Accept(std::string_view id) {
  return Ask("POST", "/_mock/invites/" + PercentEncode(id) + "/accept").and_then(DecodeInvite);
}

Result<Invite> Client::Expire(std::string_view id) {
  return Ask("POST", "/_mock/invites/" + PercentEncode(id) + "/expire").and_then(DecodeInvite);
}

}  // namespace invitro
