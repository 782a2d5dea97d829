// What the environment says a client should do, in the words of the official SDKs and of curl.

#include <algorithm>
#include <string>

#include "client/url.h"
#include "invitro/client.h"

namespace invitro {
namespace {

using Get = std::function<const char*(const char*)>;

std::string Value(const Get& get, const char* name) {
  const char* value = get(name);
  return value ? value : "";
}

/// The upper-case name, or else the lower-case one, as curl has them.
std::string Either(const Get& get, const char* upper, const char* lower) {
  const std::string value = Value(get, upper);
  return value.empty() ? Value(get, lower) : value;
}

/// Whether NO_PROXY names the host: itself, a domain above it, or "*".
bool Excepted(std::string_view list, std::string_view host) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view name = list.substr(0, comma);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    while (name.starts_with(' ') || name.starts_with('.')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name.empty()) continue;
    if (name == "*" || name == host) return true;
    if (host.ends_with(name) && host[host.size() - name.size() - 1] == '.') return true;
  }
  return false;
}

}  // namespace

ClientOptions OptionsFromEnvironment(const Get& get) {
  ClientOptions options;
  options.key = Value(get, "OPENAI_ADMIN_KEY");
  options.ca_file = Value(get, "SSL_CERT_FILE");
  const std::string base_url = Value(get, "OPENAI_BASE_URL");
  if (!base_url.empty()) options.base_url = base_url;
  const auto url = ParseBaseUrl(options.base_url);
  if (!url || Excepted(Either(get, "NO_PROXY", "no_proxy"), url->host)) return options;
  // HTTP_PROXY in capitals can be set by a stranger's header in a CGI program; curl ignores it too.
  options.proxy =
      url->scheme == "https" ? Either(get, "HTTPS_PROXY", "https_proxy") : Value(get, "http_proxy");
  return options;
}

}  // namespace invitro
