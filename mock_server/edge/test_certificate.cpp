#include "mock_server/edge/test_certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <memory>

namespace invitro::edge {
namespace {

template <class T, void (*Free)(T*)>
struct Freeing {
  void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509, X509_free>>;

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// A folder for each certificate of each process.
std::filesystem::path NewFolder() {
  static std::atomic<int> count = 0;
  return std::filesystem::temp_directory_path() /
         ("invitro-tls-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
}

}  // namespace

TestCertificate::TestCertificate() : folder_(NewFolder()) {
  std::filesystem::create_directories(folder_);
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  constexpr long kHour = 3600;
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHour);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kHour);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const File key_file(std::fopen(key_path().c_str(), "w"));
  const File cert_file(std::fopen(cert_path().c_str(), "w"));
  PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_X509(cert_file.get(), certificate.get());
}

TestCertificate::~TestCertificate() { std::filesystem::remove_all(folder_); }

}  // namespace invitro::edge
