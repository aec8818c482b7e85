// Moments that fade away do not become subnormal, which processors are slow with. The tests count
// steps in which one was an operand: x86 sets a flag for it.
#include <gtest/gtest.h>

#if defined(__SSE2__)

#include <xmmintrin.h>

#include <limits>
#include <string>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

constexpr unsigned kDenormalOperand = 0x02;  // of MXCSR (Intel SDM, volume 1, section 10.2.3)

bool met_a_subnormal() {
  const bool met = (_mm_getcsr() & kDenormalOperand) != 0;
  _mm_setcsr(_mm_getcsr() & ~kDenormalOperand);
  return met;
}

TEST(SubnormalMoments, AreSeenByTheFlag) {
  met_a_subnormal();
  volatile double tiny = std::numeric_limits<double>::min();
  volatile double half = 0.5 * tiny;
  half = half + 1.0;
  EXPECT_TRUE(met_a_subnormal());
  EXPECT_FALSE(met_a_subnormal());
}

// After the first gradient one coordinate alone has any. The moments of the others fall by a tenth
// a step, through all exponents.
TEST(SubnormalMoments, SlowNoMethod) {
  using namespace optimizers;
  for (const Entry<Optimizer>& entry :
       {adam(), adamw(), adabelief(), amsgrad(), nadam(), rmsprop(), adadelta(), lion()}) {
    Index gradients = 0;
    const CountedFunction f(8, [&](const VectorXd& x, VectorXd* gradient) {
      if (gradient != nullptr) {
        *gradient = VectorXd::Unit(x.size(), 0);
        if (gradients++ == 0) gradient->setOnes();
      }
      return 1.0;
    });
    Index slow = 0;
    Options options{.max_evaluations = 20000, .gradient_tolerance = 0.0};
    met_a_subnormal();
    options.observer = [&](const Progress&) { slow += met_a_subnormal() ? 1 : 0; };
    std::string parameters = "step=0.01";
    for (const Parameter& p : entry.parameters) {
      const bool share = p.name.starts_with("beta") || p.name == "rho";
      if (share) parameters += ':' + p.name + "=0.9";
    }
    const Result result = run_method(entry, parameters, f, VectorXd::Ones(8), options);
    EXPECT_EQ(result.steps, 20000) << entry.name << ' ' << result.message;
    // The square of adabelief's mean is subnormal while the mean falls from 1e-154 to 1e-162.
    EXPECT_LE(slow, entry.name == "adabelief" ? 200 : 0)
        << entry.name << " in " << result.steps << " steps";
  }
}

}  // namespace
}  // namespace ravine

#endif
