#include <gtest/gtest.h>
#include <invitro/mock_server.h>

namespace {

class WithTwin : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(server_.ok()) << server_.error(); }

  invitro::MockServer server_{{.policies = {{"list_order", "oldest_first"}}, .seed = 1}};
};

TEST_F(WithTwin, ServesOnAFreePort) {
  EXPECT_GT(server_.port(), 0);
  EXPECT_EQ(server_.base_url(), "http://127.0.0.1:" + std::to_string(server_.port()) + "/v1");
}

TEST_F(WithTwin, ManyMayRunSideBySide) {
  const invitro::MockServer other;
  ASSERT_TRUE(other.ok()) << other.error();
  EXPECT_NE(other.port(), server_.port());
}

}  // namespace
