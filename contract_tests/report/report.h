#pragma once

// The report of a run, for machines and for people: report.json, junit.xml and report.html.

#include <string>

#include "contract_tests/run/results.h"

namespace invitro::contract {

/// Where a run writes: the folder that was asked for, which is made and kept to this run until the
/// end. A run that finds another one at work there, or a shard of a run, takes one beneath it.
class ReportFolder {
 public:
  ReportFolder(const std::string& wanted, const std::string& run);
  ReportFolder(const ReportFolder&) = delete;
  ReportFolder& operator=(const ReportFolder&) = delete;
  ~ReportFolder();

  const std::string& path() const { return path_; }
  const std::string& error() const { return error_; }  // a line; "" if it can be used

  /// "" or a line that says what failed.
  std::string Write(const Results& results) const;

 private:
  bool Claim();

  std::string path_;
  std::string error_;
  int lock_ = -1;
};

std::string ReportAsJson(const Results& results);
std::string ReportAsJunit(const Results& results);
std::string ReportAsHtml(const Results& results);

}  // namespace invitro::contract
