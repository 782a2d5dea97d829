#include "contract_tests/twin/twin_target.h"

#include "defects/defect.h"
#include "invitro/mock_server.h"

namespace invitro::contract {
namespace {

MockServerOptions OptionsWith(const std::vector<std::pair<std::string, std::string>>& policies,
                              const defects::Wrap& decorate) {
  MockServerOptions options;
  options.policies = policies;
  options.read_only_keys = {TwinTarget::read_only_key()};
  options.write_only_keys = {TwinTarget::write_only_key()};
  constexpr int kThreads = 4;  // as many as the races have clients
  options.threads = kThreads;
  options.decorate = decorate;
  return options;
}

defects::Wrap Defective(const std::vector<std::string>& names) {
  if (names.empty()) return nullptr;
  return [names](http::PlainHandler handler) {
    for (const std::string& name : names) {
      if (const auto* defect = defects::Find(name)) handler = defect->wrap(std::move(handler));
    }
    return handler;
  };
}

}  // namespace

struct TwinTarget::Twin {
  explicit Twin(const MockServerOptions& options) : server(options) {}
  MockServer server;
};

TwinTarget::TwinTarget(const std::vector<std::pair<std::string, std::string>>& policies,
                       const std::vector<std::string>& defects)
    : TwinTarget(policies, Defective(defects)) {}

TwinTarget::TwinTarget(const std::vector<std::pair<std::string, std::string>>& policies,
                       const defects::Wrap& decorate)
    : twin_(std::make_unique<Twin>(OptionsWith(policies, decorate))) {}
TwinTarget::TwinTarget(TwinTarget&&) noexcept = default;
TwinTarget& TwinTarget::operator=(TwinTarget&&) noexcept = default;
TwinTarget::~TwinTarget() = default;

std::string TwinTarget::error() const { return twin_->server.error(); }
std::string TwinTarget::base_url() const { return twin_->server.base_url(); }
std::string TwinTarget::key() const { return twin_->server.key(); }

}  // namespace invitro::contract
