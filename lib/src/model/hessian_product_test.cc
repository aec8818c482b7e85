// Products of the Hessian of an empirical risk with vectors.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "model/risk_test.h"
#include "parallel/backend.h"

namespace ravine {
namespace {

constexpr double kPenalty = 0.3;

VectorXd product_of(const EmpiricalRisk& risk, const VectorXd& theta, const VectorXd& v,
                    const Executor& executor = serial_executor()) {
  VectorXd product;
  risk.hessian_product_on(executor, theta, v, product);
  return product;
}

/// e_j' H v as a difference of differences of the risk in long double, with an error of order h^2.
double second_difference(const Pair& pair, const Sample& sample, const VectorXd& theta,
                         const VectorXd& v, std::size_t j) {
  constexpr long double kStep = 1e-4L;
  const auto at = [&](long double along_v, long double along_j) {
    Reals moved = reals(theta);
    for (std::size_t p = 0; p < moved.size(); ++p) {
      moved[p] += along_v * kStep * v[static_cast<Index>(p)];
    }
    moved[j] += along_j * kStep;
    return plain_risk(sample, pair.network, pair.formula, kPenalty, all_of(sample), moved);
  };
  return static_cast<double>((at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) /
                             (4.0L * kStep * kStep));
}

// The networks of one layer whose loss has a second derivative, with intercept and without: the
// linear model with square, squared hinge and logistic, and the softmax one with cross-entropy.
TEST(HessianProduct, OfEveryLinearModelAgainstLongDouble) {
  int with = 0;
  for (const Pair& pair : every_pair()) {
    for (const double density : {1.0, 0.4}) {
      const Sample sample = random_sample(37, 5, pair.labels, density);
      const EmpiricalRisk risk = pair.risk(sample, kPenalty);
      const bool linear = pair.network.widths.size() == 2 && !pair.network.softmax;
      const VectorXd theta = random_theta(risk.dimension(), 1);
      const VectorXd v = random_theta(risk.dimension(), 2);
      ASSERT_EQ(risk.has_hessian_products(), linear && pair.loss.name != "hinge") << pair.name();
      EXPECT_EQ(capability<HessianProducts>(risk) != nullptr, risk.has_hessian_products());
      if (!risk.has_hessian_products()) continue;
      ++with;
      const VectorXd product = product_of(risk, theta, v);
      ASSERT_EQ(product.size(), risk.dimension());
      for (Index j = 0; j < product.size(); ++j) {
        const double truth = second_difference(pair, sample, theta, v, static_cast<std::size_t>(j));
        EXPECT_NEAR(product[j], truth, 1e-6 * (1.0 + std::abs(truth))) << pair.name() << ' ' << j;
      }
    }
  }
  EXPECT_EQ(with, 2 * 2 * 4);
}

// u'(H v) = v'(H u), and the penalty alone makes u'(H u) positive.
TEST(HessianProduct, IsSymmetricAndPositive) {
  for (const Pair& pair : every_pair()) {
    const Sample sample = random_sample(200, 5, pair.labels);
    const EmpiricalRisk risk = pair.risk(sample, kPenalty);
    if (!risk.has_hessian_products()) continue;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const VectorXd theta = random_theta(risk.dimension(), seed);
      const VectorXd u = random_theta(risk.dimension(), seed + 100);
      const VectorXd v = random_theta(risk.dimension(), seed + 200);
      const double size = u.norm() * v.norm();
      EXPECT_NEAR(u.dot(product_of(risk, theta, v)), v.dot(product_of(risk, theta, u)),
                  1e-13 * (1.0 + size))
          << pair.name();
      EXPECT_GE(u.dot(product_of(risk, theta, u)),
                pair.intercept ? 0.0 : kPenalty * u.squaredNorm())
          << pair.name();
    }
  }
}

// 4,001 samples of 60 features are several chunks of several blocks.
TEST(HessianProduct, SameBitsOnEveryBackendForAnyThreads) {
  for (const Pair& pair : every_pair()) {
    const Sample sample = random_sample(4001, 60, pair.labels);
    const EmpiricalRisk risk = pair.risk(sample, kPenalty);
    if (!risk.has_hessian_products()) continue;
    const VectorXd theta = random_theta(risk.dimension(), 3);
    const VectorXd v = random_theta(risk.dimension(), 4);
    const VectorXd reference = product_of(risk, theta, v);
    for (const BackendInfo& backend : backends()) {
      for (const int threads : {1, 2, 3, 8}) {
        const auto executor = make_executor(backend.name, threads);
        EXPECT_EQ(product_of(risk, theta, v, *executor), reference)
            << pair.name() << ' ' << backend.name << ':' << threads;
      }
    }
  }
}

}  // namespace
}  // namespace ravine
