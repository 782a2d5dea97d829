// Does the mock keep the contract? Each rule becomes a test of this program: INV_PAGE_02.…

#include <gtest/gtest.h>
#include <invitro/contract.h>

#include <memory>

#include "my_mock.h"

namespace {

invitro::ContractOptions Ask(const std::shared_ptr<MyMock>& mock) {
  invitro::ContractOptions options;
  options.base_url = "http://127.0.0.1/v1";  // or that of a server; then without a transport
  options.transport = mock;
  options.key = "my-key";
  options.keep_no_ledger = true;  // what the run makes dies with the mock
  return options;
}

const bool registered = invitro::RegisterContract([] { return Ask(std::make_shared<MyMock>()); });

// Without GoogleTest's help the same is one call. Here: does the contract see what is wrong?
TEST(MyMockTest, AWrongLastPageIsSeen) {
  const auto mock = std::make_shared<MyMock>();
  mock->always_says_more = true;
  const invitro::ContractResult result = invitro::CheckContract(Ask(mock));
  EXPECT_EQ(result.exit_code, 1);
  ASSERT_FALSE(result.broken.empty());
  EXPECT_EQ(result.broken.front(), "INV-PAGE-05");
}

// A departure that you know of is reported, and does not fail the run.
TEST(MyMockTest, AnAllowedDepartureDoesNotFail) {
  const auto mock = std::make_shared<MyMock>();
  mock->always_says_more = true;
  invitro::ContractOptions options = Ask(mock);
  options.allow = {{"INV-PAGE-05", "our clients do not read has_more"}};
  const invitro::ContractResult result = invitro::CheckContract(options);
  EXPECT_EQ(result.exit_code, 0) << result.trouble;
  EXPECT_EQ(result.allowed, std::vector<std::string>{"INV-PAGE-05"});
}

}  // namespace
