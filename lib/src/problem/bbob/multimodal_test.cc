#include <numbers>
#include <vector>

#include "problem/bbob/derivative_test.h"
#include "problem/bbob/generator.h"

namespace ravine::problem::bbob {
namespace {

double at(const RawFunction& f, std::vector<double> z) {
  return f(Point(Eigen::Map<const VectorXd>(z.data(), static_cast<Index>(z.size()))), nullptr);
}

// By hand from RR-6829.
TEST(BbobMultimodal, WorkedValues) {
  EXPECT_NEAR(at(rastrigin, {0.0, 1.0, 0.5}), 1.0 + 0.25 + 20.0, 1e-13);
  // At z = 1/2 each cosine is 1: sum_k 2^-k = 2 - 2^-11, as far above zero as f_0 lies below.
  EXPECT_NEAR(at(weierstrass, {0.5, 0.5}), 10.0 * std::pow(4.0 - std::ldexp(1.0, -10), 3), 1e-9);
  // s = 1 for each pair: (1 + sin^2 50)^2.
  EXPECT_NEAR(at(schaffers, {0.0, 1.0, 0.0}), std::pow(1.0 + std::pow(std::sin(50.0), 2), 2),
              1e-13);
  // s = 100 (0 - 1)^2 + 1 = 101.
  EXPECT_NEAR(at(griewank_rosenbrock, {0.0, 1.0}), 10.0 + 10.0 * (101.0 / 4000.0 - std::cos(101.0)),
              1e-12);
  EXPECT_NEAR(at(schwefel, {0.0, 0.0}), 4.189828872724339, 1e-15);
  // 0.01 ((510 - 500)^2 + 418.98... - 510 sin(sqrt(510)) / 2), the other coordinate 0.
  EXPECT_NEAR(at(schwefel, {510.0, 0.0}),
              0.01 * (100.0 + 418.9828872724339 - 255.0 * std::sin(std::sqrt(510.0))), 1e-12);
  // |2^j / 4 - round| is 1/2 for j = 1 and 0 beyond: the sum is 1/4, the product 5/4 for i = 1.
  EXPECT_NEAR(at(katsuura, {0.25, 0.0}), 2.5 * (std::pow(1.25, 10.0 / std::pow(2.0, 1.2)) - 1.0),
              1e-12);
}

TEST(BbobMultimodal, LowestWhereThePaperSays) {
  const double schwefels = 420.968746359982;  // the root of tan(sqrt z) = -sqrt(z) / 2
  const RawFunction lunacek = lunacek_bi_rastrigin(rotation(3, 5) * 2.0);
  EXPECT_EQ(at(rastrigin, {0.0, 0.0, 0.0}), 0.0);
  EXPECT_NEAR(at(weierstrass, {0.0, 0.0, 0.0}), 0.0, 1e-30);
  EXPECT_EQ(at(schaffers, {0.0, 0.0, 0.0}), 0.0);
  EXPECT_EQ(at(griewank_rosenbrock, {1.0, 1.0, 1.0}), 0.0);
  EXPECT_NEAR(at(schwefel, {schwefels, schwefels, schwefels}), 0.0, 1e-14);
  EXPECT_EQ(at(katsuura, {0.0, 0.0, 0.0}), 0.0);
  EXPECT_EQ(at(lunacek, {2.5, 2.5, 2.5}), 0.0);
  for (int axis = 0; axis < 3; ++axis) {
    for (const double move : {-1e-3, 1e-3}) {
      const auto moved = [&](const RawFunction& f, double centre) {
        std::vector<double> z(3, centre);
        z[static_cast<std::size_t>(axis)] += move;
        return at(f, z);
      };
      EXPECT_GT(moved(rastrigin, 0.0), 0.0);
      EXPECT_GT(moved(weierstrass, 0.0), 0.0);
      EXPECT_GT(moved(schaffers, 0.0), 0.0);
      EXPECT_GT(moved(griewank_rosenbrock, 1.0), 0.0);
      EXPECT_GT(moved(schwefel, schwefels), 0.0);
      EXPECT_GT(moved(katsuura, 0.0), 0.0);
      EXPECT_GT(moved(lunacek, 2.5), 0.0);
    }
  }
}

// s = 1 - 1/(2 sqrt(n + 20) - 8.2) and mu_1 = -sqrt((2.5^2 - 1)/s): without ripples, the second
// funnel's bottom is at mu_1 and n high.
TEST(BbobMultimodal, LunaceksSecondFunnelIsWhereThePaperPutsIt) {
  for (const Index n : {2, 5, 20}) {
    const double s = 1.0 - 1.0 / (2.0 * std::sqrt(static_cast<double>(n) + 20.0) - 8.2);
    const RawFunction f = lunacek_bi_rastrigin(MatrixXd::Zero(n, n));
    Point bottom = Point::Constant(n, -std::sqrt(5.25 / s));
    Point gradient(n);
    EXPECT_NEAR(f(bottom, &gradient), static_cast<double>(n), 1e-12);
    EXPECT_LE(gradient.norm(), 1e-12);
  }
}

TEST(BbobMultimodal, GradientsAreDerivatives) {
  for (const Index n : {2, 5, 40}) {
    expect_gradient(rastrigin, n);
    expect_gradient(schaffers, n);
    expect_gradient(
        [](const Point& z, Point* gradient) {
          // On the scale where its cosines have some waves only.
          const double f = griewank_rosenbrock(0.3 * z, gradient);
          if (gradient != nullptr) *gradient *= 0.3;
          return f;
        },
        n);
    expect_gradient(schwefel, n);
    expect_gradient(lunacek_bi_rastrigin(rotation(n, 11)), n);
  }
}

TEST(BbobMultimodal, SchwefelsGradientKnowsThePenalty) {
  Point gradient(2);
  const Point z = Eigen::Vector2d(-510.0, 30.0);
  schwefel(z, &gradient);
  const auto along = [&](double h) { return schwefel(Eigen::Vector2d(-510.0 + h, 30.0), nullptr); };
  EXPECT_NEAR(gradient[0], derivative(along, 1e-3), 1e-8);
}

}  // namespace
}  // namespace ravine::problem::bbob
