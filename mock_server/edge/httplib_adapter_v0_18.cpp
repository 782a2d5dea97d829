// cpp-httplib 0.18 to 0.53: process_request is told the addresses of both ends.

#include "mock_server/edge/httplib_memory_server.h"

namespace invitro::edge {
namespace {

// Nothing says `override`: 0.19 added duration(), 0.20 put the two waits in is_writable()'s place.
class MemoryStream final : public httplib::Stream {
 public:
  explicit MemoryStream(MemoryPipe& pipe) : pipe_(pipe) {}

  bool is_readable() const { return true; }
  bool is_writable() const { return true; }
  bool wait_readable() const { return true; }
  bool wait_writable() const { return true; }
  ssize_t read(char* to, std::size_t size) { return static_cast<ssize_t>(pipe_.Read(to, size)); }
  ssize_t write(const char* from, std::size_t size) {
    pipe_.out.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const {}
  socket_t socket() const { return 0; }  // the library refuses those from FD_SETSIZE on
  time_t duration() const { return 0; }

 private:
  MemoryPipe& pipe_;
};

class Adapter final : public HttplibMemoryServer {
 public:
  using HttplibMemoryServer::HttplibMemoryServer;

 private:
  void Process(MemoryPipe& pipe) override {
    MemoryStream stream(pipe);
    bool closed = false;  // the edge knows better
    process_request(stream, "", 0, "", 0, true, closed, nullptr);
  }
};

}  // namespace

std::unique_ptr<RequestProcessor> RequestProcessor::Make(const Options& options,
                                                         const http::Handler& handler,
                                                         const RejectionHandler& on_rejection) {
  return std::make_unique<Adapter>(options, handler, on_rejection);
}

}  // namespace invitro::edge
