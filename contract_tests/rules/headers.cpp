// The SDKs send requests without a body with and without a Content-Type: both must work.

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

/// The Content-Types to send. Every other request has none, so a paced run sends only the other.
std::vector<const char*> Types(const Stage& stage) {
  if (stage.can().paced) return {"application/json"};
  return {"application/json", ""};
}

std::string Expected(const std::string& type) {
  return type.empty() ? "the same without a Content-Type" : "the same with Content-Type " + type;
}

void Retrieval(Stage& stage) {
  const std::string id = stage.Population(1).front();
  if (!stage.can().paced) stage.Walk();
  for (const char* type : Types(stage)) {
    BlameOn(stage, "INV-GET-01", Expected(type), [&] {
      const Typed typed(stage.api(), type);
      stage.Retrieve(id);
    });
  }
}

void List(Stage& stage) {
  stage.Population(stage.can().paced ? 1 : 2);
  if (!stage.can().paced) stage.Walk();
  for (const char* type : Types(stage)) {
    BlameOn(stage, "INV-PAGE-01", Expected(type), [&] {
      const Typed typed(stage.api(), type);
      stage.Page(std::nullopt);
    });
  }
}

void Deletion(Stage& stage) {
  const std::vector<const char*> types = Types(stage);
  const Ids mine = stage.Population(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    const Typed typed(stage.api(), types[i]);
    stage.Delete(mine[i]);
  }
}

void Creation(Stage& stage) {
  for (const char* type : {"application/json; charset=utf-8", "application/json;charset=UTF-8"}) {
    const Typed typed(stage.api(), type);
    stage.Retrieve(stage.MustCreate());
    if (stage.can().paced) return;
  }
}

}  // namespace

std::vector<Check> HeaderChecks() {
  return {
      {"INV-GET-01", "WithAndWithoutAContentType", {}, Retrieval, kFrugal},
      {"INV-PAGE-01", "WithAndWithoutAContentType", {}, List},
      {"INV-DELETE-02", "WithAndWithoutAContentType", {.unpaced = true}, Deletion},
      {"INV-CREATE-01", "WithACharset", {.unpaced = true}, Creation},
  };
}

}  // namespace invitro::contract
