#include "contract_tests/model/addresses.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace invitro::contract {
namespace {

constexpr const char* kPlain = "contract+run-1@example.com";

TEST(Addresses, EveryFormIsAnotherAndValidText) {
  std::set<std::string> seen = {Formed(kPlain, 0)};
  EXPECT_EQ(*seen.begin(), kPlain);
  for (int form = 1; form <= kAddressForms; ++form) {
    const std::string address = Formed(kPlain, form);
    EXPECT_TRUE(seen.insert(address).second) << NameOfForm(form);
    EXPECT_NE(address.find("run-1"), std::string::npos) << "whose it is stays to be seen";
    EXPECT_NO_THROW(nlohmann::json(address).dump()) << NameOfForm(form);
  }
}

TEST(Addresses, MixturesAreTheSameForTheSameNumber) {
  for (int form = kAddressForms + 1; form < kAddressForms + 300; ++form) {
    const std::string address = Formed(kPlain, form);
    EXPECT_EQ(address, Formed(kPlain, form));
    EXPECT_LE(address.size(), 2'200U);
    EXPECT_NO_THROW(nlohmann::json(address).dump()) << form;
  }
}

TEST(Addresses, SayWhatBecameOfThem) {
  EXPECT_EQ(HowItChanged("Ab@Ex.com", "ab@ex.com"), "lower-cases it");
  EXPECT_EQ(HowItChanged("Ab@Ex.com", "Ab@ex.com"), "lower-cases its domain");
  EXPECT_EQ(HowItChanged(" ab@ex.com", "ab@ex.com"), "takes the blanks around it away");
  EXPECT_EQ(HowItChanged("abcd@ex.com", "abcd"), "cuts it to 4 bytes");
  EXPECT_EQ(HowItChanged("a'b@ex.com", "a''b@ex.com"), "adds characters to it");
  EXPECT_EQ(HowItChanged("a\"b@ex.com", "ab@ex.com"), "drops some of its characters");
  EXPECT_EQ(HowItChanged("a", "b"), "");
}

}  // namespace
}  // namespace invitro::contract
