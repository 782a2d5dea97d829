// The open questions: any answer is right that is an answer; the target is held to its own.

#include <tuple>

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"
#include "contract_tests/wire/walk.h"

namespace invitro::contract {
namespace {

/// Refused, or a page of no more than 100: what the target says to a limit that is none.
std::string AnswerTo(Stage& stage, const std::string& rule, const std::string& query) {
  const ExchangePtr answer = stage.api().List(query);
  if (answer->status >= 400 && answer->status < 500) {
    return "refused with " + std::to_string(answer->status);
  }
  const auto page = answer->status == 200 ? ReadPage(answer->json) : std::nullopt;
  if (!page) {
    stage.Fail(rule, "a refusal or a page to ?" + query, Summary(*answer));
    return "neither a refusal nor a page";
  }
  if (page->data.size() > 100) {
    stage.Fail(rule, "at most 100 invites to ?" + query, std::to_string(page->data.size()));
  }
  // Where others invite too, its length may be another the next time.
  return stage.can().exclusive ? "a page of " + std::to_string(page->data.size()) : "a page";
}

void Ask(Stage& stage, const std::string& rule, const std::vector<std::string>& queries) {
  for (const std::string& query : queries) {
    const std::string once = AnswerTo(stage, rule, query);
    stage.answers().Note(rule, "?" + query, once);
    if (stage.can().paced) continue;
    const std::string again = AnswerTo(stage, rule, query);
    if (again != once) stage.Fail(rule, "the same answer twice to ?" + query, again);
  }
}

const std::vector<std::string> outside = {"limit=0", "limit=-1", "limit=101",
                                          "limit=99999999999999999999"};

void LimitsOutside(Stage& stage) {
  stage.Population(1);
  Ask(stage, "INV-PAGE-03", outside);
}

void LimitsOutsideWithMany(Stage& stage) {
  stage.Population(103);
  Ask(stage, "INV-PAGE-03",
      {"limit=0", "limit=-1", "limit=101", "limit=1000", "limit=2147483648",
       "limit=99999999999999999999"});
}

/// Texts that some languages read as a number.
void AlmostNumbers(Stage& stage) {
  stage.Population(1);
  Ask(stage, "INV-PAGE-12", {"limit=1.5", "limit=0x10", "limit=1e1", "limit=%20"});
}

void EmptyAndRepeated(Stage& stage) {
  const std::string id = stage.Population(2).front();
  Ask(stage, "INV-PAGE-13", {"limit=", "after=", "limit=1&limit=2"});
}

void TryCreate(Stage& stage, const std::string& rule, const std::string& question,
               const Json& body) {
  const ExchangePtr answer = stage.api().Create(body);
  if (answer->status == 0 || answer->status >= 500) {
    stage.Fail(rule, "an answer that is no failure of the server", Summary(*answer));
  }
  const bool made = answer->status / 100 == 2;
  stage.answers().Note(rule, question,
                       made ? "taken" : "refused with " + std::to_string(answer->status));
  stage.Begin();  // what was made so is no part of any scenario
}

void AddressSyntax(Stage& stage) {
  std::string address = stage.api().NewAddress();  // names the run, so that it can be removed
  std::erase(address, '@');
  TryCreate(stage, "INV-CREATE-15", "an address without @",
            {{"email", address}, {"role", "reader"}});
  TryCreate(stage, "INV-CREATE-15", "an empty address", {{"email", ""}, {"role", "reader"}});
}

/// What it says to an address that is pending with the other case of `letters`.
std::string AnswerToOtherCase(Stage& stage, const std::string& letters) {
  std::string capitals = letters;
  for (char& c : capitals) c = static_cast<char>(c - 'a' + 'A');
  const std::string address = stage.api().NewAddress();
  const auto make = [&](const std::string& local) {
    const ExchangePtr answer = stage.api().Create(
        {{"email", local + address}, {"role", "reader"}, {"projects", Json::array()}});
    if (answer->status == 0 || answer->status >= 500) {
      stage.Fail("INV-CREATE-15", "an invite or a refusal", Summary(*answer));
    }
    return answer->status / 100 == 2 ? "taken" : "refused with " + std::to_string(answer->status);
  };
  make(letters);
  const std::string again = make(letters);
  std::string other = make(capitals);
  if (other == "taken") {  // then both are pending, and neither may hide the other
    for (const std::string& local : {letters, capitals}) {
      const std::string now = make(local);
      if (now != again) stage.Fail("INV-CREATE-15", again + ", as before", now);
    }
  }
  stage.Begin();
  return other;
}

void AddressCase(Stage& stage) {
  // One letter, then all: whoever takes some letters for the same and others not answers twice.
  const std::string one = AnswerToOtherCase(stage, "m");
  stage.answers().Note("INV-CREATE-15", "an address pending in another case", one);
  const std::string all = AnswerToOtherCase(stage, "abcdefghijklmnopqrstuvwxyz");
  if (all != one) stage.Fail("INV-CREATE-15", one + ", as for one letter", all);
}

void UnknownFields(Stage& stage) {
  TryCreate(stage, "INV-CREATE-16", "a field nobody knows",
            {{"email", stage.api().NewAddress()}, {"role", "reader"}, {"colour", "blue"}});
  TryCreate(stage, "INV-CREATE-07", "projects: null",
            {{"email", stage.api().NewAddress()}, {"role", "reader"}, {"projects", nullptr}});
}

/// A parser may ignore a byte order mark (RFC 8259), and an unknown field may be accepted. Either
/// may also be refused, but must not make the server fail.
void OddButWhole(Stage& stage) {
  constexpr std::size_t kDepth = 2'000;
  const std::string nested = ",\"x\":" + std::string(kDepth, '[') + std::string(kDepth, ']') + "}";
  for (const auto& [question, before, end] :
       {std::tuple{"a body behind a byte order mark", "\xEF\xBB\xBF", std::string("}")},
        std::tuple{"a body that nests deep in an unknown field", "", nested}}) {
    const std::string address = stage.api().NewAddress();
    std::string body = GoodBody(address);
    body.pop_back();
    const ExchangePtr answer = stage.api().CreateText(before + body + end, address);
    if (answer->status == 0 || answer->status >= 500) {
      stage.Fail("INV-CREATE-09", std::string("an invite or a refusal, to ") + question,
                 Summary(*answer));
    }
    stage.answers().Note(
        "INV-CREATE-16", question,
        answer->status / 100 == 2 ? "taken" : "refused with " + std::to_string(answer->status));
    stage.Begin();  // removes the invite that the model does not know
  }
}

void Headers(Stage& stage) {
  const ExchangePtr answer = stage.api().List("limit=1");
  for (const char* name : {"x-request-id", "openai-processing-ms", "openai-version"}) {
    stage.answers().Note("INV-HEAD-01", std::string("header ") + name,
                         answer->Header(name).empty() ? "absent" : "present");
  }
}

}  // namespace

std::vector<Check> OpenChecks() {
  return {
      {"INV-PAGE-03", "LimitsOutsideTheRange", {}, LimitsOutside, kFrugal},
      {"INV-PAGE-12", "LimitsThatAreAlmostNumbers", {.unpaced = true}, AlmostNumbers},
      {"INV-PAGE-03",
       "LimitsOutsideTheRangeWithMany",
       {.unpaced = true, .fast = true},
       LimitsOutsideWithMany},
      {"INV-PAGE-13", "EmptyAndRepeatedParameters", {.unpaced = true}, EmptyAndRepeated},
      {"INV-CREATE-15", "AddressSyntax", {.unpaced = true}, AddressSyntax},
      {"INV-CREATE-15", "AddressCase", {.unpaced = true}, AddressCase},
      {"INV-CREATE-16", "UnknownFields", {.unpaced = true}, UnknownFields},
      {"INV-CREATE-09", "OddButWhole", {.unpaced = true}, OddButWhole},
      {"INV-HEAD-01", "Headers", {}, Headers, kFrugal},
  };
}

}  // namespace invitro::contract
