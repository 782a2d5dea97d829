#pragma once

// For tests: a key and a certificate for it, of this hour, in files of a folder that goes with it.
// For any thread.

#include <filesystem>
#include <string>

namespace invitro::edge {

class TestCertificate {
 public:
  TestCertificate();
  ~TestCertificate();
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  std::string key_path() const { return folder_ / "key.pem"; }
  std::string cert_path() const { return folder_ / "cert.pem"; }

 private:
  const std::filesystem::path folder_;
};

}  // namespace invitro::edge
