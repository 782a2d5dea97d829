#include "contract_tests/report/report.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace invitro::contract {
namespace {

bool WriteFile(const std::string& path, const std::string& text) {
  const std::string draft = path + ".new";  // whoever reads it never reads half of it
  std::ofstream file(draft);
  file << text;
  file.close();
  std::error_code code;
  if (file) std::filesystem::rename(draft, path, code);
  return file && !code;
}

}  // namespace

ReportFolder::ReportFolder(const std::string& wanted, const std::string& run) : path_(wanted) {
  const char* shard = std::getenv("GTEST_SHARD_INDEX");
  if (shard != nullptr) path_ += std::string("/shard-") + shard;
  if (!Claim() && error_.empty()) {
    path_ += "/run-" + run;
    Claim();
  }
}

ReportFolder::~ReportFolder() {
  if (lock_ >= 0) close(lock_);
}

/// False without an error: somebody else is at work there.
bool ReportFolder::Claim() {
  std::error_code code;
  std::filesystem::create_directories(path_, code);
  if (!code) lock_ = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0) {
    error_ = "cannot make the report's folder " + path_;
    return false;
  }
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return true;
  close(lock_);
  lock_ = -1;
  return false;
}

std::string ReportFolder::Write(const Results& results) const {
  const std::pair<const char*, std::string> files[] = {{"report.json", ReportAsJson(results)},
                                                       {"junit.xml", ReportAsJunit(results)},
                                                       {"report.html", ReportAsHtml(results)}};
  for (const auto& [name, text] : files) {
    if (!WriteFile(path_ + "/" + name, text)) return "cannot write " + path_ + "/" + name;
  }
  return "";
}

}  // namespace invitro::contract
