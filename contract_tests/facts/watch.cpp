#include "contract_tests/facts/watch.h"

#include "contract_tests/facts/reading.h"
#include "contract_tests/facts/schema.h"
#include "contract_tests/facts/text.h"

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
    case Schema::kErrorText:
      return "INV-ERR-01";
  }
  return "INV-ERR-01";
}

Schema SchemaOf(const Exchange& exchange) {
  constexpr int kForbidden = 403;
  if (exchange.status < 200 || exchange.status > 299) {
    // Only here the description allows a bare text in the place of the envelope.
    const bool text = exchange.json.is_object() && exchange.json.contains("error") &&
                      exchange.json["error"].is_string();
    return exchange.status == kForbidden && text ? Schema::kErrorText : Schema::kError;
  }
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
    case Schema::kErrorText:
      return true;
  }
  return false;
}

void WatchEnds(const Exchange& exchange, Findings& findings) {
  const auto page = ReadPage(exchange.json);
  const auto check = [&](const char* name, const std::optional<std::string>& said,
                         const std::string* is) {
    // An empty page may say null, nothing or an empty text.
    if (!said || *said == (is != nullptr ? *is : "")) return;
    findings.Note("INV-PAGE-06", std::string(name) + " to be " + (is ? *is : "null or absent"),
                  *said);
  };
  const bool empty = page->data.empty();
  check("first_id", page->first_id, empty ? nullptr : &page->data.front().id);
  check("last_id", page->last_id, empty ? nullptr : &page->data.back().id);
}

bool IsJsonType(const std::string& header) {
  const std::string type = LowerCase(header);
  return type.starts_with("application/json") &&
         (type.size() == 16 || type[16] == ';' || type[16] == ' ');
}

}  // namespace

void Watch(const Exchange& exchange, bool thoroughly, Findings& findings) {
  if (exchange.status == 0) return;  // the caller's rule judges a missing response
  if (exchange.showed_key) {
    findings.Note("INV-KEY-06", "no key in an answer, but in redacted form", Summary(exchange));
  }
  if (!IsJsonType(exchange.Header("content-type"))) {
    findings.Note("INV-SHAPE-05", "content-type: application/json",
                  "'" + exchange.Header("content-type") + "' with " + Summary(exchange));
  }
  const Schema schema = SchemaOf(exchange);
  const bool readable = Readable(schema, exchange.json);
  if (thoroughly || !readable) {
    auto misfit = Misfit(schema, exchange.body);
    if (!misfit && !readable) misfit = "a field is missing or of the wrong type";
    if (misfit) {
      // An invite that is wrong is so wherever it is shown.
      const bool invite = schema == Schema::kPage && misfit->starts_with("/data/");
      const std::string rule(RuleOf(invite ? Schema::kInvite : schema));
      const std::string got = *misfit + ": " + Summary(exchange);
      const bool success = exchange.status >= 200 && exchange.status <= 299;
      if (success && !readable) {
        findings.Fail(rule, "a body that fits its schema", got);
        throw Unverified("a response cannot be read, which " + rule + " would forbid");
      }
      findings.Note(rule, "a body that fits its schema", got);
    }
  }
  if (schema == Schema::kPage && readable) WatchEnds(exchange, findings);
}

}  // namespace invitro::contract
