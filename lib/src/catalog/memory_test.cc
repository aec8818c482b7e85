// What the methods tell the trace of their momentum and scale: the next step follows from it.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>

#include "ravine/minimize.h"
#include "ravine/problem.h"

namespace ravine {
namespace {

using Eigen::ArrayXd;

constexpr double kStep = 0.002;

/// A recorded step from x: its number from 1, the gradient at x, and the memory after and before.
struct Step {
  int t;
  ArrayXd gradient;
  ArrayXd momentum;
  ArrayXd scale;
  ArrayXd momentum_before;
};

struct Rule {
  std::string method;
  std::function<ArrayXd(const Step&)> move;  // over the step's length
};

class ToldMemory : public testing::TestWithParam<Rule> {};

TEST_P(ToldMemory, LeadsToTheNextIterate) {
  const auto problem = make_problem("beale");
  const Result result =
      minimize(*problem, problem->start(),
               {.method = GetParam().method + ":step=0.002", .max_evaluations = 60, .trace = true});
  ASSERT_EQ(result.trace.size(), 60U);
  ArrayXd before = ArrayXd::Zero(2);
  for (std::size_t i = 0; i + 1 < result.trace.size(); ++i) {
    const TracePoint& point = result.trace[i];
    VectorXd gradient;
    problem->value_and_gradient(point.x, gradient);
    const Step step{static_cast<int>(i) + 1, gradient, point.memory.momentum, point.memory.scale,
                    before};
    const VectorXd next = point.x.array() - kStep * GetParam().move(step);
    EXPECT_LE((next - result.trace[i + 1].x).norm(), 1e-12) << "step " << step.t;
    before = step.momentum;
  }
}

double kept(double beta, int t) { return std::pow(beta, t); }

INSTANTIATE_TEST_SUITE_P(
    Methods, ToldMemory,
    testing::Values(Rule{"momentum:beta=0.7", [](const Step& s) -> ArrayXd { return s.momentum; }},
                    Rule{"nesterov:beta=0.7",
                         [](const Step& s) -> ArrayXd { return s.gradient + 0.7 * s.momentum; }},
                    // The heavy ball's memory is the move itself.
                    Rule{"heavy_ball", [](const Step& s) -> ArrayXd { return s.momentum / kStep; }},
                    Rule{"adagrad", [](const Step& s) -> ArrayXd { return s.gradient / s.scale; }},
                    Rule{"rmsprop", [](const Step& s) -> ArrayXd { return s.gradient / s.scale; }},
                    Rule{"adadelta", [](const Step& s) -> ArrayXd { return s.gradient / s.scale; }},
                    Rule{"adam",
                         [](const Step& s) -> ArrayXd {
                           return s.momentum / (1.0 - kept(0.9, s.t)) / s.scale;
                         }},
                    Rule{"adamw:weight_decay=0",
                         [](const Step& s) -> ArrayXd {
                           return s.momentum / (1.0 - kept(0.9, s.t)) / s.scale;
                         }},
                    Rule{"adabelief",
                         [](const Step& s) -> ArrayXd {
                           return s.momentum / (1.0 - kept(0.9, s.t)) / s.scale;
                         }},
                    Rule{"amsgrad", [](const Step& s) -> ArrayXd { return s.momentum / s.scale; }},
                    Rule{"nadam",
                         [](const Step& s) -> ArrayXd {
                           return (0.9 * s.momentum / (1.0 - kept(0.9, s.t + 1)) +
                                   0.1 * s.gradient / (1.0 - kept(0.9, s.t))) /
                                  s.scale;
                         }},
                    Rule{"lion",
                         [](const Step& s) -> ArrayXd {
                           return (0.9 * s.momentum_before + 0.1 * s.gradient).sign();
                         }}),
    [](const testing::TestParamInfo<Rule>& rule) {
      return rule.param.method.substr(0, rule.param.method.find(':'));
    });

TEST(ToldMemory, OfAPathInThePlaneAlone) {
  const auto problem = make_problem("sphere:dimension=3");
  const Result result = minimize(*problem, problem->start(),
                                 {.method = "momentum", .max_evaluations = 9, .trace = true});
  for (const TracePoint& point : result.trace) EXPECT_EQ(point.memory.momentum.size(), 0);
}

}  // namespace
}  // namespace ravine
