#pragma once

// Gets the text of a description from a file or over HTTP.

#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <tl/expected.hpp>

namespace invitro::description {

struct SourceOptions {
  std::string ca_file;               // PEM; empty: the system's, or SSL_CERT_FILE's
  std::chrono::seconds timeout{60};  // of a URL's whole response
  std::function<const char*(const char*)> environment = [](const char* name) {
    return std::getenv(name);
  };  // names the proxy
};

/// The text of `source`, a file or an http:// or https:// URL, at most 32 MiB. A URL is fetched
/// with one GET that carries no key; only a response with status 200 is read. The error is one
/// line.
tl::expected<std::string, std::string> ReadSource(const std::string& source,
                                                  const SourceOptions& options);

}  // namespace invitro::description
