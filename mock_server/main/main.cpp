// invitro-server: the twin as a program. Starts a MockServer, says where it is, waits for a signal.

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

#include "invitro/mock_server.h"
#include "mock_server/main/flags.h"

namespace {

using invitro::MockServer;
using invitro::program::Exit;
using invitro::program::Flags;

bool IsLoopback(const std::string& host) {
  return host.starts_with("127.") || host == "::1" || host == "localhost";
}

std::string EngineLine(const MockServer& server, const Flags& flags) {
  if (server.engine() == "epoll") {
    return "epoll (plain HTTP; --engine httplib for cpp-httplib's own)";
  }
  return std::string("httplib (cpp-httplib's own server") +
         (flags.server.tls_cert_file.empty() ? ")" : ", with TLS)");
}

void Greet(const MockServer& server, const Flags& flags) {
  std::cout << "Invitro " << INVITRO_VERSION
            << ": a stand-in for OpenAI's organization Invites API\n"
            << "  base URL  " << server.base_url() << "\n"
            << "  key       " << server.key() << "\n"
            << "  engine    " << EngineLine(server, flags) << "\n"
            << "  try       curl " << (flags.server.tls_cert_file.empty() ? "" : "--insecure ")
            << server.base_url() << "/organization/invites -H 'Authorization: Bearer "
            << server.key() << "'\n"
            << std::flush;
  if (!IsLoopback(flags.server.host)) {
    std::cerr << "invitro-server: warning: " << flags.server.host
              << " is not a loopback address: whoever reaches this machine reaches the twin"
              << (flags.server.control_plane ? ", its control plane included" : "") << "\n";
  }
}

/// Written beside and renamed, so that whoever waits for the file never reads half of it.
bool WritePortFile(const std::string& path, int port) {
  const std::string draft = path + ".tmp";
  std::ofstream file(draft);
  file << port << "\n";
  file.close();
  return !file.fail() && std::rename(draft.c_str(), path.c_str()) == 0;
}

int Code(Exit exit) { return static_cast<int>(exit); }

}  // namespace

int main(int argc, char** argv) {
  const auto flags = invitro::program::ReadFlags(argc, argv);
  if (!flags) return Code(flags.error());
  // Blocked before any thread is made, so that they all inherit it and sigwait is the only taker.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));

  MockServer server(flags->server);
  if (!server.ok()) {
    std::cerr << "invitro-server: " << server.error() << "\n";
    return Code(Exit::kCannotStart);
  }
  if (!flags->port_file.empty() && !WritePortFile(flags->port_file, server.port())) {
    std::cerr << "invitro-server: --port-file: cannot write '" << flags->port_file << "'\n";
    return Code(Exit::kCannotStart);
  }
  Greet(server, *flags);
  int signal = 0;
  sigwait(&ends, &signal);
  server.Stop();
  return Code(Exit::kOk);
}
