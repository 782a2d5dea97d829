#include "contract_tests/wire/ledger.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "contract_tests/facts/finding.h"

namespace invitro::contract {
namespace {

using Json = nlohmann::json;

void Erase(std::vector<std::string>& from, const std::string& what) {
  from.erase(std::remove(from.begin(), from.end(), what), from.end());
}

void Apply(const Json& line, Leftovers& left) {
  const auto text = [&](const char* key) { return line.value(key, std::string()); };
  if (line.contains("run")) {
    left.run = text("run");
    left.base_url = text("target");
  } else if (line.contains("exclusive")) {
    left.exclusive = true;
  } else if (line.contains("intends")) {
    left.emails.push_back(text("intends"));
  } else if (line.contains("made")) {
    left.ids.push_back(text("made"));
    if (!left.emails.empty()) left.emails.pop_back();
  } else if (line.contains("refused")) {
    Erase(left.emails, text("refused"));
  } else if (line.contains("removed")) {
    Erase(left.ids, text("removed"));
  } else if (line.contains("remains")) {
    left.ids.push_back(text("remains"));
  } else if (line.contains("elsewhere")) {
    left.elsewhere.push_back(text("elsewhere"));
  } else if (line.contains("reset")) {
    left.ids.clear();
    left.emails.clear();
  }
}

}  // namespace

Ledger::~Ledger() {
  if (file_ >= 0) close(file_);
}

std::optional<std::string> Ledger::Open(const std::string& path, const std::string& run,
                                        const std::string& base_url, bool durable) {
  file_ = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (file_ < 0) return "cannot make the ledger " + path + ": " + std::strerror(errno);
  path_ = path;
  durable_ = durable;
  const std::string line = Json{{"run", run}, {"target", base_url}}.dump() + "\n";
  if (write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    return "cannot write the ledger " + path + ": " + std::strerror(errno);
  }
  return std::nullopt;
}

void Ledger::Write(std::string_view kind, std::string_view value) {
  if (file_ < 0) return;
  const std::string line = Json{{std::string(kind), std::string(value)}}.dump(
                               -1, ' ', false, Json::error_handler_t::replace) +
                           "\n";
  // A ledger that cannot be written must stop the run before it makes what nobody would remove.
  if (write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
      (durable_ && fdatasync(file_) != 0)) {
    throw CannotLook("cannot write the ledger " + path_ + ": " + std::strerror(errno));
  }
}

void Ledger::Exclusive() { Write("exclusive", "yes"); }
void Ledger::Intends(std::string_view email) { Write("intends", email); }
void Ledger::Made(std::string_view id) { Write("made", id); }
void Ledger::Refused(std::string_view email) { Write("refused", email); }
void Ledger::Removed(std::string_view id) { Write("removed", id); }
void Ledger::Elsewhere(std::string_view id) { Write("elsewhere", id); }
void Ledger::Remains(std::string_view id) { Write("remains", id); }
void Ledger::Reset() { Write("reset", "done"); }

void Ledger::Finish() {
  if (file_ < 0) return;
  close(file_);
  file_ = -1;
  unlink(path_.c_str());
}

Leftovers ReadLedger(const std::string& path) {
  Leftovers left;
  std::ifstream file(path);
  if (!file) {
    left.error = "cannot read the ledger " + path;
    return left;
  }
  for (std::string line; std::getline(file, line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_object()) Apply(json, left);  // the last line may be torn: it was not acted upon
  }
  if (left.base_url.empty()) left.error = path + " is not a ledger";
  return left;
}

}  // namespace invitro::contract
