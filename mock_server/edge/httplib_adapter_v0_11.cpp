// cpp-httplib 0.11 to 0.17: process_request asks the stream for the addresses of both ends.

#include "mock_server/edge/httplib_memory_server.h"

namespace invitro::edge {
namespace {

class MemoryStream final : public httplib::Stream {
 public:
  explicit MemoryStream(MemoryPipe& pipe) : pipe_(pipe) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    return static_cast<ssize_t>(pipe_.Read(to, size));
  }
  ssize_t write(const char* from, std::size_t size) override {
    pipe_.out.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  socket_t socket() const override { return 0; }  // the library refuses those from FD_SETSIZE on

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
    process_request(stream, true, closed, nullptr);
  }
};

}  // namespace

std::unique_ptr<RequestProcessor> RequestProcessor::Make(const Options& options,
                                                         const http::Handler& handler,
                                                         const RejectionHandler& on_rejection) {
  return std::make_unique<Adapter>(options, handler, on_rejection);
}

}  // namespace invitro::edge
