#include "contract_tests/description/command.h"

#include <ostream>
#include <string_view>

#include "contract_tests/description/compare.h"
#include "contract_tests/description/description.h"
#include "contract_tests/description/document.h"
#include "contract_tests/fixtures_embedded.h"
#include "invitro/error.h"

namespace invitro::description {
namespace {

constexpr int kSame = 0;
constexpr int kDiffers = 1;
constexpr int kCannotRead = 2;
constexpr std::size_t kMaxShownBytes = 300;

tl::expected<Description, std::string> Parse(std::string_view text) {
  return ParseDocument(text).and_then(ReadDescription);
}

int Fail(std::ostream& err, const std::string& line) {
  err << "invitro-contract: --description: " << Printable(line) << "\n";
  return kCannotRead;
}

}  // namespace

int CompareWithOurs(const std::string& source, const SourceOptions& options, std::ostream& out,
                    std::ostream& err) {
  const std::string failure = "cannot read '" + Printable(source, kMaxShownBytes) + "': ";
  const auto text = ReadSource(source, options);
  if (!text) return Fail(err, failure + text.error());
  const auto theirs = Parse(*text);
  if (!theirs) return Fail(err, failure + theirs.error());
  const auto ours = Parse(contract::kOpenApi);
  if (!ours) return Fail(err, "fixtures/openapi.json: " + ours.error());

  const auto differences = Compare(*ours, *theirs);
  for (const Difference& difference : differences) {
    out << difference.rule << "  " << Printable(difference.text, kMaxShownBytes) << "\n";
  }
  if (differences.empty()) {
    out << "the description is as we know it\n";
  } else {
    out << differences.size() << (differences.size() == 1 ? " difference\n" : " differences\n");
  }
  if (!out.flush()) return Fail(err, "cannot write to the standard output");
  return differences.empty() ? kSame : kDiffers;
}

}  // namespace invitro::description
