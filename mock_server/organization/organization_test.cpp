#include "mock_server/organization/organization.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace invitro::organization {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr UnixSeconds kNow = 1'700'000'000;
constexpr UnixSeconds kWeek = 7 * 24 * 3600;

class OrganizationTest : public testing::Test {
 protected:
  /// Makes an invite whose address follows from its id.
  const Invite* Make(const std::string& id, UnixSeconds now = kNow) {
    const auto made = organization_.Create({id + "@example.com", Role::kReader, {}}, id, now);
    EXPECT_TRUE(made.has_value()) << id;
    return made.value_or(nullptr);
  }

  std::vector<std::string> Ids(std::size_t limit, std::optional<std::string_view> after = {}) {
    std::vector<std::string> ids;
    const auto page = organization_.List(limit, after);
    EXPECT_TRUE(page.has_value());
    if (page) {
      for (const Invite* invite : page->invites) ids.push_back(invite->id);
    }
    return ids;
  }

  void Set(const Policies& policies) { organization_.SetPolicies(policies); }

  Policies policies_;
  Organization organization_{policies_};
};

TEST_F(OrganizationTest, CreateMakesAPendingInviteThatIsReadableAtOnce_INV_CREATE_01) {
  const auto made = organization_.Create({"a+b@example.com", Role::kOwner, {}}, "x", kNow);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ((*made)->id, "x");
  EXPECT_EQ((*made)->email, "a+b@example.com");
  EXPECT_EQ((*made)->role, Role::kOwner);
  EXPECT_EQ((*made)->created_at, kNow);
  EXPECT_EQ((*made)->expires_at, kNow + kWeek);
  EXPECT_EQ((*made)->accepted_at, std::nullopt);
  EXPECT_EQ(organization_.StatusAt(**made, kNow), Status::kPending);
  EXPECT_EQ(organization_.Retrieve("x").value_or(nullptr), *made);
  EXPECT_THAT(Ids(20), ElementsAre("x"));
}

TEST_F(OrganizationTest, ProjectsAreKeptAsGivenEmptyIsNoneOmittedFollowsThePolicy_INV_CREATE_05) {
  const std::vector<ProjectGrant> two{{"p1", ProjectRole::kMember}, {"p2", ProjectRole::kOwner}};
  EXPECT_EQ(organization_.Create({"a", Role::kReader, two}, "a", kNow).value()->projects, two);
  EXPECT_THAT(organization_.Create({"b", Role::kReader, std::vector<ProjectGrant>()}, "b", kNow)
                  .value()
                  ->projects,
              IsEmpty());
  EXPECT_THAT(Make("c")->projects, IsEmpty());
  policies_.omitted_projects = OmittedProjects::kDefaultProject;
  Set(policies_);
  EXPECT_EQ(Make("d")->projects.size(), 1U);
}

TEST_F(OrganizationTest, DuplicatesFollowTheirPolicies_INV_CREATE_08) {
  const auto again = [&](const std::string& email, const std::string& id, UnixSeconds now = kNow) {
    const auto made = organization_.Create({email, Role::kReader, {}}, id, now);
    return made ? std::optional<Refusal>() : made.error();
  };
  Make("a");
  EXPECT_EQ(again("a@example.com", "a2"), Refusal::kDuplicatePending);
  EXPECT_EQ(again("A@EXAMPLE.com", "a2"), Refusal::kDuplicatePending);
  ASSERT_TRUE(organization_.Accept("a", kNow));
  EXPECT_EQ(again("a@example.com", "a2"), Refusal::kDuplicateAccepted);
  policies_.duplicate_accepted = Duplicate::kAllow;
  Set(policies_);
  EXPECT_EQ(again("a@example.com", "a2"), std::nullopt);
  EXPECT_EQ(again("a@example.com", "a3"), Refusal::kDuplicatePending);
  policies_.email_case = EmailCase::kDistinct;
  Set(policies_);
  EXPECT_EQ(again("A@example.com", "a3"), std::nullopt);
  EXPECT_EQ(again("A@example.com", "a4"), Refusal::kDuplicatePending);
  // Expired and deleted ones stand in nobody's way.
  EXPECT_EQ(again("a@example.com", "a5", kNow + kWeek), std::nullopt);
  ASSERT_TRUE(organization_.Delete("a5", kNow + kWeek));
  EXPECT_EQ(again("a@example.com", "a6", kNow + kWeek), std::nullopt);
}

TEST_F(OrganizationTest, ARefusedCreateUsesNothingUp) {
  Make("a");
  const Sequence before = organization_.next_sequence();
  ASSERT_FALSE(organization_.Create({"a@example.com", Role::kReader, {}}, "b", kNow));
  EXPECT_EQ(organization_.next_sequence(), before);
  EXPECT_FALSE(organization_.IdTaken("b"));
}

TEST_F(OrganizationTest, IdsAreNeverUsedAgain_INV_CREATE_03) {
  Make("a");
  ASSERT_TRUE(organization_.Delete("a", kNow));
  const auto again = organization_.Create({"other", Role::kReader, {}}, "a", kNow);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), Refusal::kIdTaken);
}

TEST_F(OrganizationTest, EmailSyntaxIsLookedAtOnlyWhereThePolicySaysSo_INV_CREATE_15) {
  EXPECT_TRUE(organization_.Create({"email", Role::kReader, {}}, "a", kNow));
  policies_.email_syntax = EmailSyntax::kPlain;
  Set(policies_);
  int n = 0;
  for (const char* bad : {"", "email", "@x", "x@", "a b@x", "a@b@c", "a@\x7f"}) {
    const auto made = organization_.Create({bad, Role::kReader, {}}, std::to_string(++n), kNow);
    ASSERT_FALSE(made) << bad;
    EXPECT_EQ(made.error(), Refusal::kEmailSyntax) << bad;
  }
  EXPECT_TRUE(organization_.Create({"ü+1@exämple.com", Role::kReader, {}}, "good", kNow));
}

TEST_F(OrganizationTest, PagesFollowTheOrderAndSayWhetherThereIsMore_INV_PAGE_05) {
  for (const char* id : {"1", "2", "3", "4"}) Make(id);
  EXPECT_THAT(Ids(10), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(Ids(2), ElementsAre("1", "2"));
  EXPECT_THAT(Ids(2, "2"), ElementsAre("3", "4"));
  EXPECT_TRUE(organization_.List(2, std::nullopt)->has_more);
  EXPECT_FALSE(organization_.List(2, "2")->has_more);  // a full last page
  EXPECT_FALSE(organization_.List(4, std::nullopt)->has_more);
  EXPECT_THAT(Ids(2, "4"), IsEmpty());
  policies_.list_order = ListOrder::kNewestFirst;
  Set(policies_);
  EXPECT_THAT(Ids(3), ElementsAre("4", "3", "2"));
  EXPECT_THAT(Ids(3, "2"), ElementsAre("1"));
}

TEST_F(OrganizationTest, ADeletedCursorKeepsItsPlaceOrIsUnknown_INV_PAGE_11) {
  for (const char* id : {"1", "2", "3"}) Make(id);
  ASSERT_TRUE(organization_.Delete("2", kNow));
  EXPECT_EQ(organization_.List(5, "2").error(), Refusal::kUnknownCursor);
  policies_.deleted_cursor = DeletedCursor::kKeyset;
  Set(policies_);
  EXPECT_THAT(Ids(5, "2"), ElementsAre("3"));
  policies_.deleted_cursor = DeletedCursor::kAsUnknown;
  policies_.unknown_cursor = UnknownCursor::kEmptyPage;
  Set(policies_);
  EXPECT_THAT(Ids(5, "2"), IsEmpty());
  EXPECT_FALSE(organization_.List(5, "never")->has_more);
}

TEST_F(OrganizationTest, AnAcceptedInviteIsNotDeletedAndStaysAsItWas_INV_DELETE_06) {
  Make("a");
  ASSERT_TRUE(organization_.Accept("a", kNow + 5));
  const Invite before = **organization_.Retrieve("a");
  EXPECT_EQ(before.accepted_at, kNow + 5);
  EXPECT_EQ(organization_.Delete("a", kNow + 2 * kWeek).error(), Refusal::kAlreadyAccepted);
  EXPECT_EQ(**organization_.Retrieve("a"), before);
}

TEST_F(OrganizationTest, ADeletedInviteIsGoneFromEverywhere_INV_DELETE_01) {
  Make("a");
  Make("b");
  EXPECT_EQ(organization_.Delete("a", kNow)->id, "a");
  EXPECT_EQ(organization_.Retrieve("a").error(), Refusal::kUnknownInvite);
  EXPECT_EQ(organization_.Delete("a", kNow).error(), Refusal::kUnknownInvite);
  EXPECT_EQ(organization_.Accept("a", kNow).error(), Refusal::kUnknownInvite);
  EXPECT_THAT(Ids(5), ElementsAre("b"));
}

TEST_F(OrganizationTest, TimeExpiresAnInviteAtExactlyItsLastSecond_INV_LIFE_04) {
  const Invite* invite = Make("a");
  EXPECT_EQ(organization_.StatusAt(*invite, kNow + kWeek - 1), Status::kPending);
  EXPECT_EQ(organization_.StatusAt(*invite, kNow + kWeek), Status::kExpired);
  EXPECT_EQ(organization_.Accept("a", kNow + kWeek).error(), Refusal::kNotPending);
  policies_.expiry = Expiry::kOneHourLate;
  Set(policies_);
  EXPECT_EQ(organization_.StatusAt(*invite, kNow + kWeek + 3599), Status::kPending);
  EXPECT_EQ(organization_.StatusAt(*invite, kNow + kWeek + 3600), Status::kExpired);
}

TEST_F(OrganizationTest, AnInviteWithoutTimeToLiveNeverExpires_INV_LIFE_07) {
  policies_.time_to_live_seconds = 0;
  Set(policies_);
  const Invite* invite = Make("a");
  EXPECT_EQ(invite->expires_at, std::nullopt);
  EXPECT_EQ(organization_.StatusAt(*invite, kNow * 2), Status::kPending);
}

TEST_F(OrganizationTest, ExpireBringsItsTimeForward_INV_LIFE_03) {
  Make("a");
  const auto expired = organization_.Expire("a", kNow);
  ASSERT_TRUE(expired);
  EXPECT_EQ((*expired)->expires_at, kNow);
  EXPECT_EQ(organization_.StatusAt(**expired, kNow), Status::kExpired);
  EXPECT_EQ(organization_.Expire("a", kNow).error(), Refusal::kNotPending);
  EXPECT_EQ(organization_.Accept("a", kNow).error(), Refusal::kNotPending);
  policies_.delete_expired = DeleteExpired::kRefuse;
  Set(policies_);
  EXPECT_EQ(organization_.Delete("a", kNow).error(), Refusal::kExpiredKept);
  policies_.delete_expired = DeleteExpired::kAllow;
  Set(policies_);
  EXPECT_TRUE(organization_.Delete("a", kNow));
}

TEST_F(OrganizationTest, RestoreTakesBackWhatWasThereAndRefusesWhatCannotBe) {
  for (const char* id : {"1", "2", "3"}) Make(id);
  ASSERT_TRUE(organization_.Delete("2", kNow));
  std::vector<Invite> invites;
  for (const auto& [place, invite] : organization_.invites()) invites.push_back(invite);
  policies_.deleted_cursor = DeletedCursor::kKeyset;
  Organization other(policies_);
  ASSERT_TRUE(other.Restore(invites, organization_.DeletedByPlace()));
  EXPECT_EQ(other.invites(), organization_.invites());
  EXPECT_EQ(other.next_sequence(), 3U);
  EXPECT_EQ(other.List(5, "2")->invites.size(), 1U);  // the deleted one's place is known
  EXPECT_EQ(other.Create({"1@example.com", Role::kReader, {}}, "9", kNow).error(),
            Refusal::kDuplicatePending);

  EXPECT_FALSE(other.Restore(invites, {}));  // a gap in the sequences
  std::vector<Invite> twice = invites;
  twice[0].id = twice[1].id;
  EXPECT_FALSE(other.Restore(twice, organization_.DeletedByPlace()));
  EXPECT_EQ(other.invites(), organization_.invites()) << "a refused restore changed something";
}

/// A list kept in the plainest way, to compare the indexed one with.
class PlainList {
 public:
  void Add(const std::string& id) { oldest_first_.emplace_back(id, true); }
  void Remove(const std::string& id) {
    for (auto& [name, alive] : oldest_first_) alive = alive && name != id;
  }
  std::vector<std::string> Behind(const std::string& cursor, std::size_t limit) const {
    std::vector<std::string> page;
    bool behind = cursor.empty();
    for (const auto& [name, alive] : oldest_first_) {
      if (behind && alive && page.size() < limit) page.push_back(name);
      behind = behind || name == cursor;
    }
    return page;
  }
  const std::string& Any(std::size_t n) const {
    return oldest_first_[n % oldest_first_.size()].first;
  }

 private:
  std::vector<std::pair<std::string, bool>> oldest_first_;
};

TEST_F(OrganizationTest, PagesAreThoseOfAPlainListUnderAnyHistory_INV_PAGE_08) {
  std::mt19937 random(20260823);  // fixed: a failure repeats
  policies_.deleted_cursor = DeletedCursor::kKeyset;
  Set(policies_);
  PlainList plain;
  UnixSeconds now = kNow;
  for (int step = 0; step < 3000; ++step) {
    now += static_cast<UnixSeconds>(random() % 2);
    const std::string id = "id" + std::to_string(step);
    if (step < 10 || random() % 3 == 0) {
      Make(id, now);
      plain.Add(id);
    } else if (random() % 3 == 0) {
      const std::string& victim = plain.Any(random());
      if (organization_.Delete(victim, now)) plain.Remove(victim);
    }
    const std::string cursor = random() % 4 == 0 ? "" : plain.Any(random());
    const std::size_t limit = 1 + random() % 30;
    const auto expected = plain.Behind(cursor, limit);
    const auto after = cursor.empty() ? std::nullopt : std::optional<std::string_view>(cursor);
    ASSERT_EQ(Ids(limit, after), expected) << "step " << step;
    ASSERT_EQ(organization_.List(limit, after)->has_more,
              plain.Behind(cursor, limit + 1).size() > limit);
  }
}

}  // namespace
}  // namespace invitro::organization
