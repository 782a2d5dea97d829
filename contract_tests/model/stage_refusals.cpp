// Creations that a target must refuse.

#include <algorithm>
#include <cctype>

#include "contract_tests/model/responses.h"
#include "contract_tests/model/stage.h"

namespace invitro::contract {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Whether an error says at all what it is about: the field, or what stands around it.
bool Names(const Exchange& answer, const std::string& field) {
  const std::string said = Lower(answer.body);
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
    Begin();  // what was made so is no part of the scenario
    return address;
  }
  // Of another type or too large is a reason of its own, which HTTP has statuses for.
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
