// After a crash: the ledger says what was made; all of it goes, and nothing else.

#include <unistd.h>

#include <algorithm>

#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/text.h"
#include "contract_tests/run/clean_up.h"
#include "contract_tests/run/target.h"
#include "contract_tests/wire/walk.h"
#include "invitro/contract.h"

namespace invitro {
namespace {

using contract::Leftovers;

using contract::Say;

constexpr int kSwept = 0, kCannotLook = 2, kNoLedger = 3, kSomeRemain = 4;

/// Whether everything that the organization holds is the run's, so that it may be begun anew.
bool OnlyOurs(contract::Api& api, const Leftovers& left) {
  try {
    for (const auto& invite : contract::WalkAll(api)) {
      const bool ours =
          std::find(left.ids.begin(), left.ids.end(), invite.id) != left.ids.end() ||
          std::find(left.emails.begin(), left.emails.end(), invite.email) != left.emails.end() ||
          invite.email.find(left.run) != std::string::npos;
      if (!ours) return false;
    }
    return true;
  } catch (const contract::Broken&) {  // its list cannot be trusted: nothing is reset
    return false;
  }
}

int Sweep(const Leftovers& left, contract::Target& target, const ContractOptions& options) {
  const contract::TimeSource time(options.time_scale);
  contract::Session session(contract::SetUp(target, options, time));
  contract::Ledger ledger;      // writes nothing: the old one stays until all is gone
  contract::Findings findings;  // a sweep judges nothing
  contract::Api api(session, ledger, findings, left.run);
  contract::Litter litter;
  litter.ids.insert(left.ids.begin(), left.ids.end());
  litter.addresses.insert(left.emails.begin(), left.emails.end());
  litter.elsewhere = left.elsewhere;
  session.BeginCleanUp();
  try {
    litter.may_reset = left.exclusive && OnlyOurs(api, left);
  } catch (const contract::CannotLook& cannot) {
    Say(cannot.what());
    return kCannotLook;
  }
  const auto result = contract::CleanUp(api, litter);
  if (result.remaining.empty() && result.trouble.empty()) return kSwept;
  Say("not all is gone: " + result.trouble);
  for (const std::string& id : result.remaining) Say("remains: " + id);
  return kSomeRemain;
}

}  // namespace

int SweepContract(const std::string& path, const ContractOptions& options) {
  const Leftovers left = contract::ReadLedger(path);
  if (!left.error.empty()) {
    Say(left.error);
    return kNoLedger;
  }
  ContractOptions same = options;
  same.base_url = left.base_url;
  auto target = contract::OpenTarget(same);
  if (!target) {
    Say(target.error());
    return kCannotLook;
  }
  Say("sweeping " + std::to_string(left.ids.size()) + " invites of run " + left.run + " from " +
      left.base_url);
  const int code = Sweep(left, *target, same);
  if (code == kSwept) {
    unlink(path.c_str());
    Say("all of it is gone");
  }
  return code;
}

}  // namespace invitro
