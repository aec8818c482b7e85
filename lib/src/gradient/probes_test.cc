// What a finite difference tells besides the gradient.
#include <limits>

#include "gradient/source_test.h"
#include "ravine/partially_separable.h"

namespace ravine {
namespace {

template <class F>
Probes probes_of(const std::string& name, const F& f, const VectorXd& x) {
  VectorXd gradient;
  Probes probes;
  source(name + ":h=0.5")
      ->gradient(FunctionObjective<F>(f, x.size()), serial_executor(), x, std::nullopt, gradient,
                 probes);
  return probes;
}

TEST(Probes, NameTheLowestPointThatWasSeen) {
  const auto f = [](const VectorXd& x) { return x[0] + 3.0 * x[1] - 2.0 * x[2]; };
  const Eigen::Vector3d x(1.0, 1.0, 1.0);
  // Forward sees x_3 = 1.5 at 1; centered also sees x_2 = 0.5 at 0.5.
  const Probes ahead = probes_of("forward", f, x);
  EXPECT_EQ(ahead.best, 1.0);
  EXPECT_EQ(ahead.coordinate, 2);
  EXPECT_EQ(ahead.position, 1.5);
  const Probes both = probes_of("centered", f, x);
  EXPECT_EQ(both.best, 0.5);
  EXPECT_EQ(both.coordinate, 1);
  EXPECT_EQ(both.position, 0.5);
}

TEST(Probes, CountWhatIsNotFiniteAndNeverCallItTheLowest) {
  const auto f = [](const VectorXd& x) {
    if (x[0] > 1.0) return std::nan("");
    if (x[1] < 1.0) return -std::numeric_limits<double>::infinity();
    return x.sum();
  };
  const Eigen::Vector3d x(1.0, 1.0, 1.0);
  const Probes probes = probes_of("centered", f, x);
  EXPECT_EQ(probes.non_finite, 2);
  EXPECT_EQ(probes.best, 2.5);
}

// The sums of touched terms at x itself are no evaluations, and not counted with them.
TEST(Probes, CountNoMoreThanTheEvaluations) {
  const PartiallySeparable f(5, {{0}, {1}, {2}, {3}, {4}},
                             [](Index, const VectorXd&) { return std::nan(""); });
  for (const char* text : {"forward", "forward:noise=1e-8", "centered", "centered:noise=1e-8"}) {
    VectorXd gradient;
    Probes probes;
    const auto chosen = source(text);
    const Index values = chosen->cost(5, true).values;
    chosen->gradient(f, serial_executor(), VectorXd::Ones(5), 1.0, gradient, probes);
    EXPECT_EQ(probes.non_finite, values) << text;
  }
}

}  // namespace
}  // namespace ravine
