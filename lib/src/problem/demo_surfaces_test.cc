#include <algorithm>
#include <functional>
#include <numbers>

#include "problem/problem_facts.h"

namespace ravine::problem {
namespace {

constexpr Entry<Problem> (*kDemo[])() = {demo_local_minimum, demo_global_minimum, demo_saddle,
                                         demo_elliptic_bowl, demo_hills,          demo_plateau};

// The formulas written out.
double formula(const std::string& name, double x, double y) {
  using std::exp;
  const auto square = [](double a) { return a * a; };
  if (name == "demo_local_minimum") {
    return square(x) + square(1.4 * y) - 2.0 * exp(-(square(x - 1.0) + square(1.4 * y)) / 0.2) -
           6.0 * exp(-(square(x + 1.0) + square(1.4 * y)) / 0.2);
  }
  if (name == "demo_hills") {
    return square(x) + square(1.4 * y) + 2.0 * exp(-(square(x - 1.0) + square(1.4 * y)) / 0.2) +
           6.0 * exp(-(square(x + 1.0) + square(1.4 * y)) / 0.2) -
           2.0 * exp(-(square(x - 1.0) + square(1.4 * y + 1.0)) / 0.2);
  }
  if (name == "demo_saddle") return std::sin(x) + square(y);
  if (name == "demo_elliptic_bowl") {
    return square(x / 2.0) + square(y / 2.0) / 2.0 -
           exp(-(square(x / 2.0) + 5.0 * square(y / 2.0)));
  }
  if (name == "demo_plateau") {
    const double r = 10.0 * std::hypot(x, y);
    return 0.01 * square(r) - std::sin(r) / r;
  }
  return square(x) + square(y);
}

void for_each_point_of_the_box(const std::function<void(const VectorXd&)>& visit) {
  constexpr int kSteps = 161;
  for (int i = 0; i <= kSteps; ++i) {
    for (int j = 0; j <= kSteps; ++j) {
      visit(Eigen::Vector2d(-2.0 + 4.0 * i / kSteps, -2.0 + 4.0 * j / kSteps));
    }
  }
}

TEST(DemoSurfaces, AreTheirFormulas) {
  for (const auto entry : kDemo) {
    const auto objective = make(entry(), "");
    for_each_point_of_the_box([&](const VectorXd& p) {
      const double value = formula(entry().name, p[0], p[1]);
      ASSERT_NEAR(objective->value(p), value, 1e-13 * (1.0 + std::abs(value))) << entry().name;
    });
  }
}

// Fourth-order central differences, whose error is some h^4 f'''''/30.
TEST(DemoSurfaces, HaveTheGradientsOfTheirValues) {
  constexpr double kStep = 1e-3;
  for (const auto entry : kDemo) {
    const auto objective = make(entry(), "");
    VectorXd gradient;
    for_each_point_of_the_box([&](const VectorXd& p) {
      EXPECT_EQ(objective->value_and_gradient(p, gradient), objective->value(p));
      for (Index j = 0; j < 2; ++j) {
        const auto moved = [&](double steps) {
          return objective->value(p + steps * kStep * VectorXd::Unit(2, j));
        };
        const double slope = (8.0 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / 12.0 / kStep;
        ASSERT_NEAR(gradient[j], slope, 2e-9) << entry().name << " at " << p.transpose();
      }
    });
  }
}

// No point of the box is lower than the minimum, and descent from the lowest one comes to it.
TEST(DemoSurfaces, MinimaAreTheLowestOfTheBox) {
  for (const auto entry : kDemo) {
    const auto objective = make(entry(), "");
    const double minimum = *objective->minimum();
    VectorXd lowest = objective->start();
    for_each_point_of_the_box([&](const VectorXd& p) {
      EXPECT_GE(objective->value(p), minimum) << entry().name << " at " << p.transpose();
      if (objective->value(p) < objective->value(lowest)) lowest = p;
    });
    VectorXd gradient;
    for (int step = 0; step < 2000; ++step) {
      objective->value_and_gradient(lowest, gradient);
      lowest -= 0.01 * gradient;
    }
    EXPECT_NEAR(objective->value(lowest), minimum, 1e-13) << entry().name;
  }
}

TEST(DemoSurfaces, ThePitOfThePlateauIsSmooth) {
  const auto objective = make(demo_plateau(), "");
  VectorXd inside;
  VectorXd outside;
  objective->value_and_gradient(Eigen::Vector2d(0.9999e-5, 0.0), inside);
  objective->value_and_gradient(Eigen::Vector2d(1.0001e-5, 0.0), outside);
  EXPECT_NEAR(outside[0] / inside[0], 1.0001 / 0.9999, 1e-6);
  EXPECT_EQ(objective->value(VectorXd::Zero(2)), -1.0);
}

}  // namespace
}  // namespace ravine::problem
