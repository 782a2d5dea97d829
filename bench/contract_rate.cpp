// How much of its time the property of the contract spends on anything but requests: its rate
// beside that of a bare RapidCheck loop which sends the very same requests to a twin of the same
// seed and parses every body. In turns; prints the rates of each round and the median ratio.

#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "client/httplib_transport.h"
#include "contract_tests/facts/text.h"
#include "contract_tests/run/run.h"
#include "invitro/mock_server.h"

namespace {

using invitro::HttpRequest;
using invitro::HttpResponse;
using invitro::Transport;
using invitro::contract::Fixed;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 7;
constexpr int kCases = 200;

class Recorder : public Transport {
 public:
  explicit Recorder(std::unique_ptr<Transport> to) : to_(std::move(to)) {}

  tl::expected<HttpResponse, invitro::TransportError> Send(const HttpRequest& request,
                                                           Clock::time_point deadline) override {
    sent.push_back(request);
    return to_->Send(request, deadline);
  }

  std::vector<HttpRequest> sent;

 private:
  std::unique_ptr<Transport> to_;
};

invitro::MockServer Twin() {
  invitro::MockServerOptions options;
  options.seed = 7;
  options.frozen_at = 1'800'000'000;
  options.threads = 1;
  return invitro::MockServer(options);
}

std::unique_ptr<Transport> To(const invitro::MockServer& twin) {
  invitro::ClientOptions options;
  options.base_url = twin.base_url();
  return std::move(*invitro::MakeHttplibTransport(options));
}

double Since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

struct Measured {
  std::vector<HttpRequest> before, during;  // of the property
  double seconds = 0;
};

Measured Property(std::uint64_t seed) {
  const invitro::MockServer twin = Twin();
  auto recorder = std::make_shared<Recorder>(To(twin));
  invitro::ContractOptions options;
  options.base_url = twin.base_url();
  options.key = twin.key();
  options.transport = recorder;
  options.keep_no_ledger = true;
  options.seed = seed;
  options.cases = kCases;
  invitro::contract::Run run(options);
  Measured measured;
  if (!run.Open()) return measured;
  measured.before = std::move(recorder->sent);
  recorder->sent.clear();
  const auto began = Clock::now();
  run.PlayRandom();
  measured.seconds = Since(began);
  measured.during = std::move(recorder->sent);
  return measured;
}

/// The same requests, cut into as many cases.
double Bare(const Measured& property) {
  const invitro::MockServer twin = Twin();
  const auto transport = To(twin);
  std::size_t lost = 0;
  const auto send = [&](const HttpRequest& request) {
    const auto answer = transport->Send(request, Clock::now() + std::chrono::seconds(5));
    if (!answer || nlohmann::json::parse(answer->body, nullptr, false).is_discarded()) ++lost;
  };
  for (const HttpRequest& request : property.before) send(request);
  const std::size_t a_case = property.during.size() / kCases + 1;
  std::size_t next = 0;
  rc::detail::TestParams params;
  params.maxSuccess = kCases;
  rc::detail::TestListenerAdapter silent;
  const auto began = Clock::now();
  rc::detail::checkTestable(
      [&] {
        RC_ASSERT(*rc::gen::inRange(0, 100) < 100);
        for (std::size_t i = 0; i < a_case && next < property.during.size(); ++i) {
          send(property.during[next++]);
        }
      },
      rc::detail::TestMetadata(), params, silent,
      std::unordered_map<std::string, rc::detail::Reproduce>());
  const double seconds = Since(began);
  if (lost > 0 || next != property.during.size()) {
    std::cerr << lost << " answers lost\n";
    std::exit(1);
  }
  return seconds;
}

}  // namespace

int main() {
  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    const Measured property = Property(static_cast<std::uint64_t>(round) + 1);
    if (property.during.empty()) return 1;
    const double bare = Bare(property);
    const auto requests = static_cast<double>(property.during.size());
    ratios.push_back(bare / property.seconds);
    std::cout << property.during.size() << " requests: property "
              << Fixed(requests / property.seconds, 0) << " a second, bare loop "
              << Fixed(requests / bare, 0) << " a second, ratio " << Fixed(ratios.back(), 2)
              << "\n";
  }
  std::sort(ratios.begin(), ratios.end());
  std::cout << "median ratio " << Fixed(ratios[ratios.size() / 2], 2) << " (bound 0.50)\n";
  return 0;
}
