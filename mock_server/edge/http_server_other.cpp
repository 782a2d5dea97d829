#include "mock_server/edge/http_server.h"
#include "mock_server/edge/library_server.h"

namespace invitro::edge {

tl::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::Start(
    const Options& options, http::Handler handler, RejectionHandler on_rejection) {
  return StartLibraryServer(options, std::move(handler), std::move(on_rejection));
}

bool HttpServer::CanDeliver(const Options& /*options*/) { return false; }

}  // namespace invitro::edge
