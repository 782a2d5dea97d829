#include "contract_tests/main/twin_target.h"

#include "invitro/mock_server.h"

namespace invitro::contract {
namespace {

MockServerOptions OptionsWith(const std::vector<std::pair<std::string, std::string>>& policies) {
  MockServerOptions options;
  options.policies = policies;
  options.threads = 2;
  return options;
}

}  // namespace

struct TwinTarget::Twin {
  explicit Twin(const MockServerOptions& options) : server(options) {}
  MockServer server;
};

TwinTarget::TwinTarget(const std::vector<std::pair<std::string, std::string>>& policies)
    : twin_(std::make_unique<Twin>(OptionsWith(policies))) {}
TwinTarget::TwinTarget(TwinTarget&&) noexcept = default;
TwinTarget& TwinTarget::operator=(TwinTarget&&) noexcept = default;
TwinTarget::~TwinTarget() = default;

std::string TwinTarget::error() const { return twin_->server.error(); }
std::string TwinTarget::base_url() const { return twin_->server.base_url(); }
std::string TwinTarget::key() const { return twin_->server.key(); }

}  // namespace invitro::contract
