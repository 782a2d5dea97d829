#include "contract_tests/properties/state_machine.h"

#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>
#include <rapidcheck/state.h>

#include <unordered_map>

#include "contract_tests/model/addresses.h"
#include "contract_tests/properties/actor.h"
#include "contract_tests/properties/plan.h"

namespace invitro::contract {
namespace {

class Act : public rc::state::Command<Plan, Actor> {
 public:
  explicit Act(Step step) : step_(std::move(step)) {}

  void checkPreconditions(const Plan& plan) const override { RC_PRE(plan.Sensible(step_)); }
  void apply(Plan& plan) const override { plan.Apply(step_); }
  void run(const Plan& /*plan*/, Actor& actor) const override { actor.Play(step_); }
  void show(std::ostream& os) const override { os << ToText(step_); }

  const Step& step() const { return step_; }

 private:
  Step step_;
};

using Command = rc::state::Command<Plan, Actor>;
using CommandPtr = std::shared_ptr<const Command>;

std::vector<rc::Shrinkable<Step>> Simpler(const Step& step);

/// A step, and the simpler ones that it may be replaced with: nearest to the plainest first.
rc::Shrinkable<Step> Shrinking(const Step& step) {
  return rc::shrinkable::lambda([step] { return step; },
                                [step] { return rc::seq::fromContainer(Simpler(step)); });
}

std::vector<rc::Shrinkable<Step>> Simpler(const Step& step) {
  std::vector<rc::Shrinkable<Step>> simpler;
  const auto offer = [&](auto change) {
    Step other = step;
    change(other);
    if (other != step) simpler.push_back(Shrinking(other));
  };
  offer([](Step& s) { s.between.clear(); });
  for (std::size_t i = 0; i < step.between.size(); ++i) {
    offer([&](Step& s) { s.between.erase(s.between.begin() + static_cast<std::ptrdiff_t>(i)); });
  }
  offer([](Step& s) { s.owner = false; });
  offer([](Step& s) { s.projects = 0; });
  offer([](Step& s) { s.form = 0; });
  offer([](Step& s) { s.form = s.form > kAddressForms ? s.form % kAddressForms + 1 : s.form; });
  if (step.projects > 3) offer([](Step& s) { s.projects /= 2; });
  if (step.what == Do::kCreate) offer([](Step& s) { s.like = Step::kNobody; });
  if (step.what == Do::kPage) offer([](Step& s) { s.tag = Step::kNobody; });
  if (step.limit > 1) {
    offer([](Step& s) { s.limit = 1; });
    offer([](Step& s) { s.limit /= 2; });
    offer([](Step& s) { --s.limit; });
  }
  return simpler;
}

rc::Gen<CommandPtr> NextCommand(const Plan& plan) {
  const auto steps = NextStep(plan);
  return [steps](const rc::Random& random, int size) {
    const Step step = steps(random, size).value();
    return rc::shrinkable::map(Shrinking(step), [](const Step& each) -> CommandPtr {
      return std::make_shared<const Act>(each);
    });
  };
}

std::vector<Step> StepsOf(const rc::state::Commands<Command>& commands) {
  std::vector<Step> steps;
  for (const CommandPtr& command : commands) {
    steps.push_back(static_cast<const Act&>(*command).step());
  }
  return steps;
}

/// One property's run: what it has met so far.
class Hunt {
 public:
  Hunt(Stage& stage, const PropertyParams& params) : stage_(stage), params_(params) {}

  void Case(const rc::state::Commands<Command>& commands, const Plan& start) {
    if (result.cannot || (failed_ && TimeIsUp())) return;  // no further: what is left passes
    if (!failed_ && !params_.go_on(result.cases)) return;
    if (!failed_) ++result.cases;
    try {
      try {
        Play(commands, start);
      } catch (const Interrupted&) {
        stage_.RemoveUnheard();
        Play(commands, start);
      }
    } catch (const Broken& broken) {
      if (stage_.findings().Tolerates(broken.finding.rule)) return;  // no more can be judged here
      // While it shrinks, another rule's failure is another story.
      if (failed_ && broken.finding.rule != result.finding->rule) return;
      if (!failed_) since_ = std::chrono::steady_clock::now();
      failed_ = true;
      result.finding = broken.finding;
      result.finding->exchanges = stage_.api().session().story();
      result.steps = StepsOf(commands);
      throw;
    } catch (const CannotLook& cannot) {
      result.cannot = cannot.what();
    } catch (const Unverified& unverified) {
      result.cannot = unverified.what();
      result.unverified = true;
    }
  }

  PropertyResult result;

 private:
  void Play(const rc::state::Commands<Command>& commands, const Plan& start) {
    stage_.api().session().BeginStory();
    stage_.findings().TakeNoted();
    stage_.Begin();
    Actor actor(stage_, params_.others);
    rc::state::runAll(commands, start, actor);
    stage_.findings().ThrowUnreported();
  }

  bool TimeIsUp() const {
    return std::chrono::steady_clock::now() - since_ > params_.shrink_budget;
  }

  Stage& stage_;
  const PropertyParams& params_;
  bool failed_ = false;
  std::chrono::steady_clock::time_point since_;
};

}  // namespace

PropertyResult CheckStateMachine(Stage& stage, const PropertyParams& params) {
  Hunt hunt(stage, params);
  Plan start;
  start.can = &stage.can();
  rc::detail::TestParams how;
  how.seed = params.seed;
  how.maxSuccess = params.cases;
  how.maxSize = params.max_size;
  how.disableShrinking = !params.shrink;
  rc::detail::TestListenerAdapter silent;
  rc::detail::checkTestable(
      [&] {
        const auto commands =
            *rc::state::gen::commands(start, [](const Plan& plan) { return NextCommand(plan); });
        hunt.Case(commands, start);
      },
      rc::detail::TestMetadata(), how, silent,
      // Without this it would read, and announce, a configuration that is not used here.
      std::unordered_map<std::string, rc::detail::Reproduce>());
  if (hunt.result.finding) {
    for (const Step& step : hunt.result.steps) {
      hunt.result.finding->commands.push_back(ToText(step));
    }
  }
  return hunt.result;
}

void Replay(Stage& stage, const std::vector<Step>& steps, const std::string& others) {
  stage.Begin();
  Actor actor(stage, others);
  for (const Step& step : steps) actor.Play(step);
}

}  // namespace invitro::contract
