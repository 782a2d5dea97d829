#pragma once

// A typed client of the four operations of OpenAI's organization Invites API, against the real one
// or a twin.
//
//   auto client = invitro::Client::FromEnvironment();
//   if (!client) return Fail(client.error());
//   for (const invitro::Result<invitro::Invite>& invite : client->ListAll()) { … }
//
// A Client keeps one connection, so it is for one thread at a time; make one for each thread.
// Errors are values (error.h). It checks nothing that is the server's to judge, so that a test can
// send what is wrong. DELETE and GET are retried, POST only where the request cannot have been
// processed (docs/decisions/0002-client-retries.md).

#include <chrono>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "invitro/error.h"
#include "invitro/invite.h"
#include "invitro/transport.h"

namespace invitro {

struct ClientOptions {
  std::string base_url =
      "https://api.openai.com/v1";  // paths are put behind it as it is; with or without /v1
  std::string key;                  // an admin key; empty: no Authorization is sent
  std::chrono::milliseconds timeout{60'000};  // of a call, all its retries included
  int max_retries = 2;                        // 0 or more
  std::string ca_file;                        // PEM; empty: the system's, or SSL_CERT_FILE's
  std::string proxy;                          // "http://host:port"; empty: none
};

/// The options that the environment names: OPENAI_ADMIN_KEY, OPENAI_BASE_URL, SSL_CERT_FILE; and
/// HTTPS_PROXY or HTTP_PROXY, as the base URL is, unless NO_PROXY names its host. `get` is
/// std::getenv but in tests.
ClientOptions OptionsFromEnvironment(const std::function<const char*(const char*)>& get);

class InviteRange;

class Client {
 public:
  /// The error is a TransportError of kind kBadUrl: the base URL or the proxy's cannot be used.
  static Result<Client> Make(const ClientOptions& options);

  /// Make(OptionsFromEnvironment(std::getenv)).
  static Result<Client> FromEnvironment();

  /// For tests: speaks through `transport`, under `base_path` ("/v1"). Retries are the transport's.
  Client(std::unique_ptr<Transport> transport, std::string base_path, std::string key,
         std::chrono::milliseconds timeout = std::chrono::seconds(60));

  // Each of these may fail with any of the three errors. Rules: docs/behaviour.md, in brackets.

  Result<Invite> Create(const NewInvite& wish);           // [INV-CREATE]
  Result<InvitePage> List(const PageRequest& page = {});  // [INV-PAGE]
  Result<Invite> Retrieve(std::string_view id);           // [INV-GET]

  /// The id that was deleted, which is the one given. A 404 after a retry says `gone_after_retry`.
  Result<std::string> Delete(std::string_view id);  // [INV-DELETE]

  /// All invites, page by page as they are walked; `limit` is the size of a page. The range must
  /// not outlive this client, nor be walked while it is used otherwise.
  InviteRange ListAll(std::optional<std::int64_t> limit = 100,
                      std::optional<std::string> after = {});

  // A twin's control plane: POST <origin>/_mock/invites/{id}/accept or expire. The real API answers
  // 404.

  Result<Invite> Accept(std::string_view id);
  Result<Invite> Expire(std::string_view id);

 private:
  Result<HttpResponse> Ask(const std::string& method, std::string path, std::string body = "");

  std::unique_ptr<Transport> transport_;
  std::string base_path_;
  std::string key_;
  std::chrono::milliseconds timeout_;
};

/// The invites of all pages, as results: an error is the last thing it gives. A server that says
/// there is more without moving on ends it with a ProtocolError, never a loop; an empty page with
/// more behind it does not end it. For one thread; walk it once.
class InviteRange {
 public:
  class Iterator {
   public:
    using value_type = Result<Invite>;
    using difference_type = std::ptrdiff_t;

    explicit Iterator(InviteRange* range) : range_(range) {}
    const Result<Invite>& operator*() const { return *range_->current_; }
    const Result<Invite>* operator->() const { return &*range_->current_; }
    Iterator& operator++() {
      range_->Advance();
      return *this;
    }
    void operator++(int) { range_->Advance(); }
    bool operator==(std::default_sentinel_t /*end*/) const { return !range_->current_; }

   private:
    InviteRange* range_;
  };

  InviteRange(Client& client, PageRequest first) : client_(&client), next_(std::move(first)) {}

  Iterator begin();
  static std::default_sentinel_t end() { return {}; }

 private:
  void Advance();
  void Fetch();
  std::optional<std::string> CursorOf(const InvitePage& page) const;
  void Fail(Error error);

  Client* client_;
  std::optional<PageRequest> next_;  // nullopt: there is no further page
  InvitePage page_;
  std::size_t at_ = 0;
  std::set<std::string> cursors_;  // where it has been: coming back to one would never end
  std::optional<Result<Invite>> current_;
};

}  // namespace invitro
