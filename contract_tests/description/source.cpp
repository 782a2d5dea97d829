#include "contract_tests/description/source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "client/httplib_transport.h"
#include "client/url.h"
#include "contract_tests/description/limits.h"
#include "invitro/client.h"

namespace invitro::description {
namespace {

using Error = tl::unexpected<std::string>;

constexpr int kOk = 200;
constexpr std::size_t kMaxShownBytes = 300;

struct Url {
  std::string origin;  // "https://host:port"
  std::string target;  // "/path?query"
};

/// Splits a URL that has a scheme. Its fragment is left out.
Url Split(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const std::size_t host = text.find("://") + 3;
  const std::size_t end = std::min(text.find_first_of("/?", host), text.size());
  std::string target(text.substr(end));
  if (!target.starts_with('/')) target.insert(0, "/");
  return {std::string(text.substr(0, end)), target};
}

ClientOptions OptionsFor(const std::string& origin, const SourceOptions& options) {
  const auto environment = [&](const char* name) -> const char* {
    const std::string_view variable = name;
    if (variable == "OPENAI_BASE_URL") return origin.c_str();  // decides which proxy applies
    return variable == "OPENAI_ADMIN_KEY" ? nullptr : options.environment(name);
  };
  ClientOptions client = OptionsFromEnvironment(environment);
  if (!options.ca_file.empty()) client.ca_file = options.ca_file;
  return client;
}

/// A URL that cannot be sent in a request line is not sent.
bool IsSendable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

tl::expected<std::string, std::string> Fetch(const std::string& source,
                                             const SourceOptions& options) {
  if (!IsSendable(source)) return Error("the URL has spaces or other bytes that must be encoded");
  const Url url = Split(source);
  if (!ParseBaseUrl(url.origin)) return Error("the URL is not like https://host:port/path");
  const auto transport = MakeHttplibTransport(OptionsFor(url.origin, options));
  if (!transport) return Error(transport.error().message);
  auto response = (*transport)
                      ->Send({"GET", url.target, "", {{"Accept", "*/*"}}},
                             Transport::Clock::now() + options.timeout);
  if (!response) return Error(response.error().message);
  if (response->status != kOk) {
    std::string line = "the server responded with status " + std::to_string(response->status);
    const std::string location = response->Header("Location");
    if (!location.empty()) line += " (Location: " + location + "; redirects are not followed)";
    return Error(Printable(line, kMaxShownBytes));
  }
  if (response->body.size() > kMaxTextBytes) return Error("it is larger than 32 MiB");
  return std::move(response->body);
}

tl::expected<std::string, std::string> ReadFile(const std::string& path) {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (!std::filesystem::exists(status)) {
    return Error("there is no such file, and it is not an http:// or https:// URL");
  }
  if (std::filesystem::is_directory(status)) return Error("it is a directory");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error(std::strerror(errno));
  std::string text;
  constexpr std::size_t kChunkBytes = 64 * 1024;
  std::string chunk(kChunkBytes, '\0');
  while (file.read(chunk.data(), kChunkBytes) || file.gcount() > 0) {
    text.append(chunk, 0, static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMaxTextBytes) return Error("it is larger than 32 MiB");
  }
  if (!file.eof()) return Error("the file cannot be read to its end");
  return text;
}

}  // namespace

tl::expected<std::string, std::string> ReadSource(const std::string& source,
                                                  const SourceOptions& options) {
  const bool is_url = source.starts_with("http://") || source.starts_with("https://");
  return is_url ? Fetch(source, options) : ReadFile(source);
}

}  // namespace invitro::description
