#include "contract_tests/facts/watch.h"

#include <algorithm>
#include <cctype>

#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/reading.h"
#include "contract_tests/facts/schema.h"

namespace invitro::contract {
namespace {

std::string_view RuleOf(Schema schema) {
  switch (schema) {
    case Schema::kInvite:
      return "INV-SHAPE-01";
    case Schema::kPage:
      return "INV-SHAPE-03";
    case Schema::kDeleted:
      return "INV-SHAPE-04";
    case Schema::kError:
      return "INV-ERR-01";
  }
  return "INV-ERR-01";
}

Schema SchemaOf(const Exchange& exchange) {
  if (exchange.status < 200 || exchange.status > 299) return Schema::kError;
  switch (exchange.operation) {
    case Operation::kList:
      return Schema::kPage;
    case Operation::kDelete:
      return Schema::kDeleted;
    case Operation::kCreate:
    case Operation::kRetrieve:
    case Operation::kControl:
      return Schema::kInvite;
  }
  return Schema::kInvite;
}

/// The cheap form of the schemas: what reading the answer needs anyway.
bool Readable(Schema schema, const Json& json) {
  if (!json.is_object()) return false;
  switch (schema) {
    case Schema::kInvite:
      return ReadInvite(json).has_value();
    case Schema::kPage:
      return ReadPage(json).has_value();
    case Schema::kDeleted:
      return json.contains("id") && json.contains("deleted");
    case Schema::kError:
      return json.contains("error") && json["error"].is_object() &&
             json["error"].contains("message");
  }
  return false;
}

void WatchEnds(const Exchange& exchange) {
  const auto page = ReadPage(exchange.json);
  const auto check = [](const char* name, const std::optional<std::string>& said,
                        const std::string* is) {
    // What names nobody is null, absent, or no text.
    if (!said || *said == (is != nullptr ? *is : "")) return;
    throw Broken("INV-PAGE-06", std::string(name) + " to be " + (is ? *is : "null or absent"),
                 *said);
  };
  const bool empty = page->data.empty();
  check("first_id", page->first_id, empty ? nullptr : &page->data.front().id);
  check("last_id", page->last_id, empty ? nullptr : &page->data.back().id);
}

bool IsJsonType(std::string type) {
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return type.starts_with("application/json") &&
         (type.size() == 16 || type[16] == ';' || type[16] == ' ');
}

}  // namespace

void Watch(const Exchange& exchange, bool thoroughly) {
  if (exchange.status == 0) return;  // the rule that asked will say so
  if (!IsJsonType(exchange.Header("content-type"))) {
    throw Broken("INV-SHAPE-05", "content-type: application/json",
                 "'" + exchange.Header("content-type") + "' with " + Summary(exchange));
  }
  const Schema schema = SchemaOf(exchange);
  const bool readable = Readable(schema, exchange.json);
  if (thoroughly || !readable) {
    auto misfit = Misfit(schema, exchange.body);
    if (!misfit && !readable) misfit = "a field is missing or of the wrong type";
    if (misfit) {
      throw Broken(std::string(RuleOf(schema)), "a body that fits its schema",
                   *misfit + ": " + Summary(exchange));
    }
  }
  if (schema == Schema::kPage) WatchEnds(exchange);
}

}  // namespace invitro::contract
