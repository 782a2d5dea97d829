#include "contract_tests/run/fuzz.h"

#include <algorithm>
#include <chrono>

#include "contract_tests/facts/text.h"

namespace invitro::contract {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kCases = 150;
constexpr int kRound = 100;       // cases of one size while it fuzzes
constexpr int kSmallest = 30;     // steps in the longest scenario of the first round
constexpr int kLargest = 240;     //                            and of the later ones
constexpr double kSayEvery = 10;  // seconds

double Since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

class Progress {
 public:
  Progress(const ContractOptions& options, const std::function<void(const std::string&)>& say)
      : options_(options), say_(say) {}

  double gone() const { return Since(began_); }

  void Tell(int cases, int size) {
    if (Since(told_) < kSayEvery) return;
    told_ = Clock::now();
    const double rate = cases / gone();
    double left = options_.minutes * 60 - gone();
    if (options_.cases > 0) {
      const double by_cases = (options_.cases - cases) / std::max(rate, 1e-6);
      left = options_.minutes > 0 ? std::min(left, by_cases) : by_cases;
    }
    say_("fuzzing: " + std::to_string(cases) + " scenarios of up to " + std::to_string(size) +
         " steps, " + Fixed(rate, 1) + " a second, about " + Fixed(std::max(left, 0.0), 0) +
         " s left");
  }

 private:
  const ContractOptions& options_;
  const std::function<void(const std::string&)>& say_;
  const Clock::time_point began_ = Clock::now();
  Clock::time_point told_ = began_;
};

}  // namespace

FuzzResult Fuzz(Stage& stage, const ContractOptions& options, std::uint64_t seed,
                const std::string& others, const std::function<void(const std::string&)>& say) {
  const bool timed = options.minutes > 0;
  const int wanted = options.cases > 0 ? options.cases
                     : timed           ? 1'000'000'000
                                       : FewerIfSlow(kCases, stage.can());
  const bool growing = timed || wanted > 2 * kRound;
  FuzzResult result;
  Progress progress(options, say);
  for (int round = 0; result.cases < wanted; ++round) {
    PropertyParams params;
    params.seed = seed + static_cast<std::uint64_t>(round);
    params.cases = growing ? std::min(kRound, wanted - result.cases) : wanted;
    params.max_size = growing ? std::min(kLargest, kSmallest * (round + 1)) : options.max_size;
    params.shrink = options.shrink;
    params.others = others;
    params.go_on = [&](int cases) {
      progress.Tell(result.cases + cases, params.max_size);
      return !timed || progress.gone() < options.minutes * 60;
    };
    result.property = CheckStateMachine(stage, params);
    result.cases += result.property.cases;
    if (result.property.finding) {
      result.again = "--seed " + std::to_string(params.seed) + " --cases " +
                     std::to_string(params.cases) + " --size " + std::to_string(params.max_size);
    }
    if (result.property.finding || result.property.cannot) break;
    if (timed && progress.gone() >= options.minutes * 60) break;
  }
  return result;
}

}  // namespace invitro::contract
