// Sends create requests that a target must refuse.

#include "contract_tests/facts/text.h"
#include "contract_tests/model/responses.h"
#include "contract_tests/model/stage.h"

namespace invitro::contract {
namespace {

/// True if the error mentions the field, or what the field belongs to.
bool Names(const Exchange& answer, const std::string& field) {
  const std::string said = LowerCase(answer.body);
  const auto has = [&said](const char* word) { return said.find(word) != std::string::npos; };
  if (said.find(field) != std::string::npos) return true;
  if (field == "id" || field == "role" || field == "projects") {
    return has("project") || has("member") || has("reader");
  }
  return has("e-mail") || has("address") || has("body");
}

}  // namespace

std::string Stage::CreateBadly(const BadBody& bad) {
  ++tally_["bad bodies"];
  const std::string address = api_.NewAddress();
  const ExchangePtr answer = [&] {
    const Typed typed(api_, bad.type);
    return api_.CreateText(bad.text(address), address, true);
  }();
  if (!Refused(*answer)) {
    Fail(bad.rule, std::string("a refusal (4xx) of ") + bad.what, Summary(*answer));
    Begin();  // removes the invite that the model does not know
    return address;
  }
  // HTTP has statuses for a body that is too large (413) or of another type (415).
  if (answer->status != 400 && answer->status != 413 && answer->status != 415) {
    Note("INV-CREATE-19", std::string("400 to ") + bad.what, Summary(*answer));
  }
  if (answer->status == 400 && *bad.field != '\0' && !Names(*answer, bad.field)) {
    Note("INV-ERR-05", std::string("an error that names ") + bad.field + ", refusing " + bad.what,
         Summary(*answer));
  }
  return address;
}

}  // namespace invitro::contract
