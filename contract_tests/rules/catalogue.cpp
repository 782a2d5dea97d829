#include <algorithm>

#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/text.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {

const std::vector<Check>& Catalogue() {
  static const std::vector<Check> checks = [] {
    std::vector<Check> all;
    for (const auto part : {ShapeChecks, CreateChecks, ProjectChecks, RefusalChecks, PageChecks,
                            WalkChecks, DeletionChecks, IdChecks, HeaderChecks, KeyChecks,
                            LifeChecks, AddressChecks, CacheChecks, SizeChecks, OpenChecks}) {
      for (Check& check : part()) all.push_back(std::move(check));
    }
    // Not std::ranges: clang before 16 rejects the subrange that libstdc++ returns.
    std::stable_partition(all.begin(), all.end(), [](const Check& check) { return check.frugal; });
    return all;
  }();
  return checks;
}

void BlameOn(Stage& stage, const std::string& rule, const std::string& expected,
             const std::function<void()>& act) {
  try {
    act();
  } catch (const Broken& broken) {
    const bool late = broken.finding.rule == "INV-CREATE-14" && stage.api().settle_s() > 0;
    if (late || broken.finding.rule == rule) throw;
    stage.Fail(rule, expected, broken.what());
  }
}

void MustChangeNothing(Stage& stage, const std::string& rule, const std::string& refused,
                       const std::string& id, const std::function<void()>& act) {
  if (!stage.can().paced) {
    stage.Retrieve(id);
    stage.Walk();
  }
  act();
  BlameOn(stage, rule, refused + " to change nothing", [&] {
    stage.Retrieve(id);
    stage.Walk();
  });
}

std::string Missing(const Needs& needs, const Capabilities& can) {
  std::string missing;
  const auto need = [&](bool needed, bool there, const char* what) {
    if (needed && !there) missing += (missing.empty() ? "" : "; ") + std::string(what);
  };
  need(needs.accept, can.accept, "the target cannot be told to accept an invite");
  need(needs.expire, can.expire, "the target cannot be told to expire an invite");
  need(needs.clock, can.clock, "the target's clock cannot be moved");
  need(needs.exclusive, can.exclusive, "strangers' invites are in the organization");
  need(needs.unpaced, !can.paced, "population: a paced run makes few invites and requests");
  need(needs.fast, !can.slow, "the target is slow: fewer cases");
  need(needs.other_organization, can.other_organization, "there is no other organization to ask");
  need(needs.read_only_key, can.read_only_key,
       "no key is given that may only read (INVITRO_READ_ONLY_KEY)");
  need(needs.write_only_key, can.write_only_key,
       "no key is given that may only write (INVITRO_WRITE_ONLY_KEY)");
  return missing;
}

int FewerIfSlow(int cases, const Capabilities& can) {
  constexpr double kAllAt = 5;  // ms per response at which all cases take about a minute
  if (!can.slow) return cases;
  return std::max(1, static_cast<int>(cases * std::min(1.0, kAllAt / can.latency_ms)));
}

std::vector<std::string> Describe(const Capabilities& can) {
  const auto yes = [](bool there) { return there ? "yes" : "no"; };
  std::vector<std::string> lines = {
      std::string("control plane: ") + yes(can.control),
      std::string("can be driven: reset ") + yes(can.reset) + ", accept " + yes(can.accept) +
          ", expire " + yes(can.expire) + ", clock " + yes(can.clock) +
          (can.freeze ? " (stopped)" : ""),
      can.exclusive ? std::string("organization: exclusive")
                    : "organization: shared, " + std::to_string(can.strangers) +
                          " invites of strangers seen; lists are checked for this run's own",
      std::string("another organization: ") + yes(can.other_organization),
      std::string("keys with one scope: ") + (can.read_only_key && can.write_only_key
                                                  ? "read-only, write-only"
                                              : can.read_only_key  ? "read-only"
                                              : can.write_only_key ? "write-only"
                                                                   : "none given"),
      std::string("pace: ") + (can.paced ? "limited" : "full speed") +
          (can.slow
               ? "; the target is slow (" + Fixed(can.latency_ms, 0) + " ms an answer): fewer cases"
               : "")};
  if (can.time_to_live) {
    lines.push_back(
        "lifetime: " + std::to_string(*can.time_to_live) + " s" +
        (can.late ? ", expiry shows at most " + std::to_string(*can.late) + " s late" : ""));
  }
  return lines;
}

}  // namespace invitro::contract
