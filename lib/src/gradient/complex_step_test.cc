#include "gradient/source_test.h"

namespace ravine {
namespace {

// No difference is taken, so that nothing cancels: a few units in the last place are left.
TEST(ComplexStep, IsExactToRoundOff) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_LE(error_of("complex_step", Waves(6), random_point(6, seed)), 3e-15) << seed;
  }
}

// Squire & Trapp 1998: the error is O(h^2) where h is large enough to see it.
TEST(ComplexStep, HasTheOrderOfItsFormula) {
  EXPECT_NEAR(order_of_error("complex_step", 1.0 / 4, 6), 2.0, 0.05);
}

// Their function, e^x / (cos^3 x + sin^3 x) at pi/4: 3.10176682960..., which is sqrt(2) e^(pi/4).
TEST(ComplexStep, IsThePapersExample) {
  const auto f = templated([](const auto& x) {
    using std::cos, std::exp, std::sin;
    const auto c = cos(x[0]);
    const auto s = sin(x[0]);
    return exp(x[0]) / (c * c * c + s * s * s);
  });
  const VectorXd x = VectorXd::Constant(1, std::atan(1.0));
  const double exact = std::sqrt(2.0) * std::exp(std::atan(1.0));
  const ObjectiveOf<std::remove_const_t<decltype(f)>> objective(f, 1);
  EXPECT_NEAR(gradient_of("complex_step", objective, x)[0], exact, 1e-14);
  EXPECT_NEAR(gradient_of("autodiff", objective, x)[0], exact, 1e-14);
}

TEST(ComplexStep, SameBitsOnEveryBackendForAnyThreads) { expect_same_bits("complex_step"); }

// A complex value is one value at one point.
TEST(ComplexStep, CostsWhatItSays) {
  for (const Index n : {1, 2, 7, 300}) expect_cost("complex_step", n, n, n);
}

TEST(ComplexStep, SuitsTemplatedObjectivesAlone) {
  const auto f = [](const VectorXd& x) { return x.sum(); };
  const FunctionObjective<decltype(f)> opaque(f, 2);
  for (const char* name : {"complex_step", "autodiff"}) {
    EXPECT_EQ(source(name)->misfit(Waves(2)), "");
    EXPECT_NE(source(name)->misfit(opaque), "");
    EXPECT_THROW(gradient_of(name, opaque, VectorXd::Zero(2)), std::invalid_argument);
  }
}

}  // namespace
}  // namespace ravine
