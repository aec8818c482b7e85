#include "problem/bbob/suite.h"

#include <cmath>
#include <limits>
#include <thread>

#include "problem/bbob/coco_values_test.h"
#include "problem/bbob/derivative_test.h"

namespace ravine::problem::bbob {
namespace {

constexpr Index kDimensions[] = {2, 3, 5, 10, 20, 40};

VectorXd random_vector(Index n, Random& random) { return 2.0 * random_point(n, random); }

TEST(BbobSuite, HasTheValuesOfCoco) {
  for (const CocoValue& known : kCocoValues) {
    const Function f(known.function, known.instance, known.dimension);
    VectorXd x(known.dimension);
    for (Index i = 0; i < x.size(); ++i) x[i] = -1.5 + 0.37 * static_cast<double>(i);
    EXPECT_NEAR(f.value(x), known.value, 1e-12 * std::abs(known.value))
        << 'f' << known.function << " instance " << known.instance << " n " << known.dimension;
  }
}

TEST(BbobSuite, TakesItsMinimumAtTheOptimum) {
  for (int number = 1; number <= kFunctions; ++number) {
    for (const long instance : {1L, 2L, 3L, 15L, 71L, kMaxInstance}) {
      for (const Index n : kDimensions) {
        const Function f(number, instance, n);
        EXPECT_LE(f.x_opt().cwiseAbs().maxCoeff(), 5.0);
        EXPECT_NEAR(f.value(f.x_opt()), f.f_opt(), 1e-12 * (1.0 + std::abs(f.f_opt())))
            << 'f' << number << " instance " << instance << " n " << n;
      }
    }
  }
}

TEST(BbobSuite, IsNowhereBelowItsMinimum) {
  Random random(1, Random::Stream::kData);
  for (int number = 1; number <= kFunctions; ++number) {
    for (const Index n : {2, 10}) {
      const Function f(number, 4, n);
      for (int repeat = 0; repeat < 200; ++repeat) {
        const VectorXd far = random_vector(n, random);
        const VectorXd near = f.x_opt() + 1e-3 * random_vector(n, random);
        EXPECT_GE(f.value(far), f.f_opt()) << number;
        EXPECT_GE(f.value(near), f.f_opt()) << number;
      }
    }
  }
}

// The separable functions are sums over the coordinates. A move along one changes f by the same
// amount, wherever the others are.
TEST(BbobSuite, TheFirstFiveAreSeparable) {
  Random random(2, Random::Stream::kData);
  for (int number = 1; number <= 5; ++number) {
    const Function f(number, 3, 5);
    for (int repeat = 0; repeat < 20; ++repeat) {
      VectorXd a = random_vector(5, random);
      VectorXd b = random_vector(5, random);
      b[2] = a[2];
      const double before = f.value(a) - f.value(b);
      a[2] += 0.7;
      b[2] += 0.7;
      EXPECT_NEAR(f.value(a) - f.value(b), before, 1e-9 * (1.0 + std::abs(f.value(a)))) << number;
    }
  }
}

TEST(BbobSuite, GradientsAreDerivatives) {
  Random random(3, Random::Stream::kData);
  int with_gradient = 0;
  for (int number = 1; number <= kFunctions; ++number) {
    for (const Index n : {2, 5, 20}) {
      const Function f(number, 2, n);
      VectorXd gradient;
      if (!has_gradient(f, f.x_opt())) continue;
      ++with_gradient;
      for (int repeat = 0; repeat < 5; ++repeat) {
        const VectorXd x = random_vector(n, random);
        EXPECT_EQ(f.value_and_gradient(x, gradient), f.value(x));
        const VectorXd direction = random.direction(n);
        const auto along = [&](double h) { return f.value(x + h * direction); };
        // The shortest waves, f19's, are some 1e-3 long.
        EXPECT_NEAR(gradient.dot(direction), derivative(along, 1e-6),
                    1e-5 * (1.0 + gradient.norm()))
            << 'f' << number << " n " << n;
      }
    }
  }
  EXPECT_EQ(with_gradient, 21 * 3);
}

TEST(BbobSuite, IsWhateverItsArgumentIsWhereThatIsNotFinite) {
  for (int number = 1; number <= kFunctions; ++number) {
    const Function f(number, 1, 3);
    VectorXd x = VectorXd::Ones(3);
    x[1] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(std::isnan(f.value(x))) << number;
    x[1] = std::numeric_limits<double>::infinity();
    EXPECT_FALSE(f.value(x) < f.f_opt()) << number;
  }
}

TEST(BbobSuite, GivesThreadsTheSameValue) {
  Random random(4, Random::Stream::kData);
  const VectorXd x = random_vector(10, random);
  for (int number = 1; number <= kFunctions; ++number) {
    const Function f(number, 1, 10);
    const double expected = f.value(x);
    double seen[2] = {};
    const auto evaluate = [&](double& value) {
      for (int repeat = 0; repeat < 200; ++repeat) value = f.value(x);
    };
    std::thread other(evaluate, std::ref(seen[0]));
    evaluate(seen[1]);
    other.join();
    EXPECT_EQ(seen[0], expected) << number;
    EXPECT_EQ(seen[1], expected) << number;
  }
}

}  // namespace
}  // namespace ravine::problem::bbob
