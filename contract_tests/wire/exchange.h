#pragma once

// One request and what came back, as the contract's stories tell it. Plain data; no key is in it
// but as "$OPENAI_ADMIN_KEY".

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "invitro/transport.h"

namespace invitro::contract {

using Json = nlohmann::json;

enum class Operation { kCreate, kList, kRetrieve, kDelete, kControl };

std::string_view NameOf(Operation operation);

struct Exchange {
  Operation operation = Operation::kList;
  std::string method;
  std::string url;                 // whole
  std::string authorization = {};  // as a shell would write it: "Bearer $OPENAI_ADMIN_KEY"
  std::string type = {};           // the Content-Type of the request
  std::string sent;                // the body
  int status = 0;                  // 0: no answer
  std::string trouble;             // why there is no response
  bool showed_key = false;         // the response contained a key, which HideKey replaced
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Json json;  // of the body; `discarded` if it is not JSON

  std::string Header(std::string_view name) const;
};

using ExchangePtr = std::shared_ptr<const Exchange>;

/// True for 502, 503 and 504: a gateway's answer, which says nothing of the target's rules.
bool IsFromGateway(const Exchange& exchange);

/// Replaces the key by `shown` in the response and in `trouble`, and sets `showed_key` if it was
/// there.
void HideKey(Exchange& exchange, const std::string& key, const std::string& shown);

/// A line that a shell can run again.
std::string ToCurl(const Exchange& exchange);

/// "200 {"object":…": status and the beginning of the body, or why there was no answer. One line.
std::string Summary(const Exchange& exchange, std::size_t most = 300);

}  // namespace invitro::contract
