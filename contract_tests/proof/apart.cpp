#include "contract_tests/proof/apart.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <vector>

namespace invitro::contract {
namespace {

struct Worker {
  std::size_t i = 0;
  pid_t pid = -1;
  int from = -1;
  std::string text = {};
};

bool WriteAll(int to, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = write(to, text.data() + written, text.size() - written);
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) written += static_cast<std::size_t>(n);
  }
  return true;
}

std::optional<Worker> Start(std::size_t i, const std::function<std::string(std::size_t)>& work) {
  std::array<int, 2> ends = {-1, -1};
  if (pipe(ends.data()) != 0) return std::nullopt;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    _exit(WriteAll(ends[1], work(i)) ? 0 : 1);
  }
  close(ends[1]);
  if (child > 0) return Worker{i, child, ends[0]};
  close(ends[0]);
  return std::nullopt;
}

/// Reads what there is; true at the end.
bool ReadSome(Worker& worker) {
  std::array<char, 4096> part = {};
  const ssize_t n = read(worker.from, part.data(), part.size());
  if (n > 0) worker.text.append(part.data(), static_cast<std::size_t>(n));
  return n == 0 || (n < 0 && errno != EINTR);
}

void End(Worker& worker) {
  close(worker.from);
  int status = 0;
  while (waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) continue;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) worker.text.clear();
}

}  // namespace

void EachApart(std::size_t count, int jobs, const std::function<std::string(std::size_t)>& work,
               const std::function<void(std::size_t, const std::string&)>& done) {
  std::vector<Worker> workers;
  for (std::size_t next = 0; next < count || !workers.empty();) {
    while (next < count && workers.size() < static_cast<std::size_t>(jobs)) {
      const std::size_t i = next++;
      if (auto worker = Start(i, work)) {
        workers.push_back(std::move(*worker));
      } else {
        done(i, "");
      }
    }
    if (workers.empty()) continue;  // none could be started
    std::vector<pollfd> ends;
    ends.reserve(workers.size());
    for (const Worker& worker : workers) ends.push_back({worker.from, POLLIN, 0});
    if (poll(ends.data(), ends.size(), -1) < 0) continue;  // a signal
    for (std::size_t at = ends.size(); at-- > 0;) {        // from the end, since some leave
      if (ends[at].revents == 0 || !ReadSome(workers[at])) continue;
      End(workers[at]);
      const Worker ended = std::move(workers[at]);
      workers.erase(workers.begin() + static_cast<std::ptrdiff_t>(at));
      done(ended.i, ended.text);
    }
  }
}

}  // namespace invitro::contract
