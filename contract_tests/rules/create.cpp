// What a good create does.

#include <algorithm>
#include <chrono>
#include <set>

#include "contract_tests/facts/finding.h"
#include "contract_tests/rules/check.h"

namespace invitro::contract {
namespace {

std::string Make(Stage& stage, const std::string& more, const std::string& role,
                 std::optional<Json> projects) {
  const auto id =
      stage.Create({stage.NewTag(), stage.api().NewAddress(more), role, std::move(projects)});
  if (id) return *id;
  stage.Fail("INV-CREATE-01", "200 or 201 for a new address", "a refusal");
  throw Unverified("the target refuses to create invites");
}

void BeginsPending(Stage& stage) {
  const std::string id = Make(stage, "", "reader", Json::array());
  stage.Retrieve(id);
}

void IsPendingAtFirst(Stage& stage) {
  const std::string id = Make(stage, "", "owner", Json::array());
  const ExchangePtr answer = stage.api().Retrieve(id);
  const auto seen = answer->status == 200 ? ReadInvite(answer->json) : std::nullopt;
  if (!seen || seen->status != "pending") {
    stage.Fail("INV-LIFE-01", "status pending", Summary(*answer));
  }
}

void RetrieveAnswersIt(Stage& stage) {
  if (!stage.can().paced) {
    stage.Create({stage.NewTag(), stage.api().NewAddress(), "owner", stage.api().Projects(2)});
  }
  stage.Population(1);
  for (const std::string& id : stage.Mine("pending")) {
    stage.Retrieve(id);
    if (stage.can().paced) return;
  }
}

void EchoesAddressAndRole(Stage& stage) {
  Make(stage, "+b+c", "reader", Json::array());
  constexpr std::size_t kLongest = 60;  // of a mailbox: 64, and the next number may be longer
  const std::size_t length = stage.api().NewAddress().find('@');
  Make(stage, std::string(kLongest - std::min(kLongest, length), 'n'), "owner", Json::array());
}

void EachHasAnIdOfItsOwn(Stage& stage) {
  std::set<std::string> ids;
  const auto make = [&] {
    std::string id = stage.MustCreate();
    if (!ids.insert(id).second) stage.Fail("INV-CREATE-03", "another id than before", id);
    return id;
  };
  const std::string first = make();
  const std::string second = make();
  stage.Delete(second);
  make();
  if (stage.can().paced) return;
  stage.Delete(first);
  make();
  make();
}

void PlausibleStamps(Stage& stage) {
  const std::string id = stage.can().paced ? stage.Population(1).front() : stage.MustCreate();
  const InviteSeen invite = stage.Of(id).last;
  const auto local = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
  const std::int64_t about = stage.can().clock ? stage.now().latest : local;
  constexpr std::int64_t kSlack = 600;  // clocks differ; milliseconds or minutes differ by far more
  if (invite.created_at < about - kSlack || invite.created_at > about + kSlack) {
    stage.Fail("INV-CREATE-04", "created_at about " + std::to_string(about) + ", in seconds",
               std::to_string(invite.created_at));
  }
  constexpr std::int64_t kHundredYears = 3'200'000'000;
  if (invite.expires_at && *invite.expires_at > about + kHundredYears) {
    stage.Fail("INV-CREATE-04", "expires_at in seconds", std::to_string(*invite.expires_at));
  }
  stage.answers().Note("INV-LIFE-07", "how long an invite lives",
                       invite.expires_at
                           ? std::to_string(*invite.expires_at - invite.created_at) + " s"
                           : "no end is given");
}

void ReadableAndListedAtOnce(Stage& stage) {
  const std::string id = stage.MustCreate();
  stage.Walk();
  stage.Retrieve(id);
}

void ListedAmongMany(Stage& stage) {
  stage.Population(103);
  stage.Walk();
}

/// Invites an address again. A refusal must leave the earlier invite and the list as they were;
/// what is taken must be there, as any other.
void Again(Stage& stage, const std::string& earlier) {
  if (stage.model().NeedsPlacing()) stage.Walk();  // so that a loss is none of a new invite
  const std::string address = stage.Of(earlier).address;
  std::optional<std::string> taken;
  MustChangeNothing(stage, "INV-CREATE-08", "a duplicate", earlier, [&] {
    taken = stage.Create({stage.NewTag(), address, "owner", Json::array()});
  });
  if (taken) stage.Retrieve(*taken);
}

void AgainWhilePending(Stage& stage) { Again(stage, stage.Population(1).front()); }

void AgainOnceAccepted(Stage& stage) {
  const std::string id = stage.MustCreate();
  stage.Accept(id);
  Again(stage, id);
}

/// The model notes the status.
void RefusalsOfDuplicates(Stage& stage) {
  const std::string id = stage.Population(1).front();
  const std::string address = stage.Of(id).address;
  stage.Create({stage.NewTag(), address, "reader", Json::array()});
  if (stage.can().paced || !stage.can().accept) return;
  stage.Accept(id);
  stage.Create({stage.NewTag(), address, "reader", Json::array()});
}

}  // namespace

std::vector<Check> CreateChecks() {
  return {
      {"INV-CREATE-01", "BeginsPending", {}, BeginsPending},
      {"INV-LIFE-01", "BeginsPending", {}, IsPendingAtFirst},
      {"INV-GET-01", "RetrieveAnswersTheInvite", {}, RetrieveAnswersIt},
      {"INV-CREATE-02", "EchoesAddressAndRole", {}, EchoesAddressAndRole},
      {"INV-CREATE-03", "EachHasAnIdOfItsOwn", {}, EachHasAnIdOfItsOwn},
      {"INV-CREATE-04", "PlausibleStamps", {}, PlausibleStamps},
      {"INV-LIFE-03", "ExpiresNotBeforeItBegan", {}, PlausibleStamps},
      {"INV-CREATE-14", "ReadableAndListedAtOnce", {}, ReadableAndListedAtOnce},
      {"INV-CREATE-14", "ListedAmongMany", {.unpaced = true, .fast = true}, ListedAmongMany},
      {"INV-CREATE-18", "RefusedWith400", {}, RefusalsOfDuplicates},
      {"INV-CREATE-08", "AgainWhilePending", {}, AgainWhilePending},
      {"INV-CREATE-08", "AgainOnceAccepted", {.accept = true}, AgainOnceAccepted},
  };
}

}  // namespace invitro::contract
