#include "mock_server/edge/http_server.h"

#include <algorithm>
#include <array>
#include <utility>

#include "mock_server/edge/engines.h"

namespace invitro::edge {

using Problem = tl::unexpected<std::string>;

constexpr std::array<std::pair<Engine, std::string_view>, 3> kNames{
    {{Engine::kAuto, "auto"}, {Engine::kHttplib, "httplib"}, {Engine::kEpoll, "epoll"}}};

std::string_view EngineName(Engine engine) {
  return std::ranges::find(kNames, engine, &std::pair<Engine, std::string_view>::first)->second;
}

std::optional<Engine> FindEngine(std::string_view name) {
  const auto found = std::ranges::find(kNames, name, &std::pair<Engine, std::string_view>::second);
  return found == kNames.end() ? std::nullopt : std::optional(found->first);
}

tl::expected<Engine, std::string> ChooseEngine(const Options& options) {
#ifdef INVITRO_EPOLL
  constexpr bool kHasEpoll = true;
#else
  constexpr bool kHasEpoll = false;
#endif
  const bool plain = options.tls_cert_file.empty();
  switch (options.engine) {
    case Engine::kAuto:
      return kHasEpoll && plain ? Engine::kEpoll : Engine::kHttplib;
    case Engine::kHttplib:
      return Engine::kHttplib;
    case Engine::kEpoll:
      if (!kHasEpoll) return Problem("the epoll engine is not part of this build");
      if (!plain) return Problem("the epoll engine serves no TLS; the httplib engine does");
      return Engine::kEpoll;
  }
  return Engine::kHttplib;
}

bool CanReset(Engine engine) { return engine == Engine::kEpoll; }

tl::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::Start(
    const Options& options, http::Handler handler, http::RejectionHandler on_rejection) {
  const auto engine = ChooseEngine(options);
  if (!engine) return tl::unexpected(engine.error());
#ifdef INVITRO_EPOLL
  if (*engine == Engine::kEpoll) {
    return StartEpollServer(options, handler, on_rejection);
  }
#endif
  return StartHttplibServer(options, std::move(handler), std::move(on_rejection));
}

}  // namespace invitro::edge
