// The measure of bench.py: cpp-httplib, tuned as far as its options go, whose handlers answer one
// constant body and do nothing else.
//
//   bench-bare-server PORT_FILE BODY_FILE

#include <httplib.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

int main(int argc, char** argv) {
  constexpr int kUsage = 3;
  constexpr std::size_t kThreads = 64;
  if (argc != 3) {
    static_cast<void>(std::fprintf(stderr, "usage: bench-bare-server PORT_FILE BODY_FILE\n"));
    return kUsage;
  }
  std::ifstream file(argv[2], std::ios::binary);
  const std::string body{std::istreambuf_iterator<char>(file), {}};

  httplib::Server server;
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(std::numeric_limits<int>::max());
  server.set_keep_alive_timeout(60);
  server.new_task_queue = [] {
    return new httplib::ThreadPool(kThreads);
  };  // the library deletes it
  const auto answer = [&body](const httplib::Request& /*request*/, httplib::Response& response) {
    response.set_content(body, "application/json; charset=utf-8");  // a type it does not compress
  };
  server.Get(".*", answer);
  server.Post(".*", answer);
  const int port = server.bind_to_any_port("127.0.0.1");
  std::ofstream(argv[1]) << port << "\n";
  return server.listen_after_bind() ? 0 : 1;
}
