#include "contract_tests/wire/ledger.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace invitro::contract {
namespace {

class LedgerTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/invitro-ledger-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(LedgerTest, SaysWhatWasMadeAndNotRemoved) {
  Ledger ledger;
  ASSERT_FALSE(ledger.Open(folder_ + "/l", "run1", "http://127.0.0.1:1/v1", true));
  ledger.Intends("a@example.com");
  ledger.Made("invite-a");
  ledger.Intends("b@example.com");
  ledger.Made("invite-b");
  ledger.Removed("invite-a");
  ledger.Intends("c@example.com");
  ledger.Refused("c@example.com");
  ledger.Intends("d@example.com");  // and then the power failed
  const Leftovers left = ReadLedger(folder_ + "/l");
  EXPECT_EQ(left.error, "");
  EXPECT_EQ(left.run, "run1");
  EXPECT_EQ(left.base_url, "http://127.0.0.1:1/v1");
  EXPECT_FALSE(left.exclusive);
  EXPECT_EQ(left.ids, std::vector<std::string>{"invite-b"});
  EXPECT_EQ(left.emails, std::vector<std::string>{"d@example.com"});
}

TEST_F(LedgerTest, AResetRemovesAllAndWhatRemainsComesBack) {
  Ledger ledger;
  ASSERT_FALSE(ledger.Open(folder_ + "/l", "run1", "http://127.0.0.1:1/v1", false));
  ledger.Exclusive();
  ledger.Intends("a@example.com");
  ledger.Made("invite-a");
  ledger.Reset();
  EXPECT_TRUE(ReadLedger(folder_ + "/l").ids.empty());
  EXPECT_TRUE(ReadLedger(folder_ + "/l").exclusive);
  ledger.Remains("invite-a");
  EXPECT_EQ(ReadLedger(folder_ + "/l").ids, std::vector<std::string>{"invite-a"});
}

TEST_F(LedgerTest, NobodyElseMayReadItAndNobodyWritesItTwice) {
  Ledger ledger, other;
  ASSERT_FALSE(ledger.Open(folder_ + "/l", "run1", "x", false));
  EXPECT_TRUE(other.Open(folder_ + "/l", "run2", "x", false));
  struct stat seen = {};
  ASSERT_EQ(stat((folder_ + "/l").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0600U);
  ledger.Finish();
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/l"));
}

TEST_F(LedgerTest, ATornLastLineIsIgnoredAndAnotherFileIsNoLedger) {
  {
    Ledger ledger;
    ASSERT_FALSE(ledger.Open(folder_ + "/l", "run1", "x", false));
    ledger.Made("invite-a");
  }
  std::ofstream(folder_ + "/l", std::ios::app) << R"({"removed":"invi)";
  EXPECT_EQ(ReadLedger(folder_ + "/l").ids.size(), 1U);
  std::ofstream(folder_ + "/other") << "hello\n";
  EXPECT_NE(ReadLedger(folder_ + "/other").error, "");
  EXPECT_NE(ReadLedger(folder_ + "/none").error, "");
}

}  // namespace
}  // namespace invitro::contract
