#include "problem/formula.h"

#include "core/random.h"
#include "problem/problem_facts.h"

namespace ravine::problem {
namespace {

struct Scalable {
  Entry<Problem> (*entry)();
  const char* parameters;
};

const std::vector<Scalable>& scalables() {
  static const std::vector<Scalable> all = {
      {sphere, "dimension=7"},
      {ravine, "dimension=7:condition=1000"},
      {ravine, "dimension=7:condition=1000:rotated=1"},
      {rosenbrock, "dimension=7"},
      {styblinski_tang, "dimension=7"},
      {rastrigin, "dimension=7"},
      {ackley, "dimension=7"},
      {griewank, "dimension=7"},
      {levy, "dimension=7"},
  };
  return all;
}

VectorXd random_point(const Problem& problem, std::uint64_t seed) {
  Random random(seed, Random::Stream::kStart);
  VectorXd x = problem.start();
  for (double& coordinate : x) coordinate += random.uniform(-1.0, 1.0);
  return x;
}

TEST(Formula, ManyPointsAtOnceHaveTheBitsOfEachAlone) {
  for (const Scalable& problem : scalables()) {
    const auto objective = make(problem.entry(), problem.parameters);
    const auto* const many = capability<ManyPoints>(objective->objective());
    ASSERT_NE(many, nullptr);
    for (const Index columns : {1, 16, 37}) {
      Points points(objective->dimension(), columns);
      for (Index k = 0; k < columns; ++k) {
        points.col(k) = random_point(*objective, static_cast<std::uint64_t>(k));
      }
      VectorXd values;
      many->values(points, values);
      for (Index k = 0; k < columns; ++k) {
        EXPECT_EQ(values[k], objective->value(points.col(k))) << problem.entry().name;
      }
    }
  }
}

TEST(Formula, OtherScalarsGiveItsGradient) {
  for (const Scalable& problem : scalables()) {
    const auto objective = make(problem.entry(), problem.parameters);
    const auto* const scalars = capability<AnyScalar>(objective->objective());
    ASSERT_NE(scalars, nullptr);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const VectorXd x = random_point(*objective, seed);
      VectorXd gradient;
      const double value = objective->value_and_gradient(x, gradient);
      EXPECT_EQ(objective->value(x), value) << problem.entry().name;
      const double tolerance = 1e-13 * (1.0 + gradient.cwiseAbs().maxCoeff());
      for (Index i = 0; i < x.size(); ++i) {
        DualVector dual = x.cast<Dual>();
        dual[i].derivative[2] = 1.0;
        EXPECT_NEAR(scalars->dual_value(dual).derivative[2], gradient[i], tolerance);
        EXPECT_NEAR(scalars->dual_value(dual).value, value, 1e-14 * std::abs(value));
        ComplexVector complex = x.cast<Complex>();
        complex[i].imaginary = 1e-20;
        EXPECT_NEAR(scalars->complex_value(complex).imaginary / 1e-20, gradient[i], tolerance);
      }
    }
  }
}

TEST(Formula, WhatIsWrittenForDoublesTakesNoOtherScalar) {
  const auto plain = [](const VectorXd& x, VectorXd*) { return x.sum(); };
  const Entry<Problem> entry = fixed("plain", "", {+plain, VectorXd::Ones(2), std::nullopt});
  const auto objective = make(entry, "");
  EXPECT_EQ(capability<AnyScalar>(objective->objective()), nullptr);
  EXPECT_EQ(capability<ManyPoints>(objective->objective()), nullptr);
  EXPECT_EQ(capability<TouchedTerms>(objective->objective()), nullptr);
}

TEST(Formula, StartsAreDrawnFromTheBoxAndFixedByTheSeed) {
  const auto objective = make(rastrigin(), "dimension=50");
  EXPECT_EQ(objective->start(1), objective->start());
  for (const std::uint64_t seed : {2U, 3U, 77U}) {
    const VectorXd x = objective->start(seed);
    EXPECT_EQ(x, objective->start(seed));
    EXPECT_NE(x, objective->start(seed + 1));
    EXPECT_LE(x.cwiseAbs().maxCoeff(), 5.12);
    EXPECT_GE(x.cwiseAbs().maxCoeff(), 2.0);
  }
}

TEST(Formula, RefusesDimensionsThatItCannotHave) {
  for (const char* dimension : {"0", "-3", "2.5", "many"}) {
    EXPECT_THROW(make(sphere(), std::string("dimension=") + dimension), std::invalid_argument);
  }
}

}  // namespace
}  // namespace ravine::problem
