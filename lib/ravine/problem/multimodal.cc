// Functions of n variables with many minima (Jamil & Yang 2013; Surjanovic & Bingham 2013).
#include <cmath>
#include <numbers>

#include "ravine/problem/formula.h"
#include "ravine/problem/problems.h"

namespace ravine::problem {
namespace {

using std::numbers::pi;

double styblinski_tang_value(const VectorXd& x, VectorXd* gradient) {
  const auto a = x.array();
  if (gradient != nullptr) gradient->array() = 2.0 * a.cube() - 16.0 * a + 2.5;
  return 0.5 * (a.square().square() - 16.0 * a.square() + 5.0 * a).sum();
}

double rastrigin_value(const VectorXd& x, VectorXd* gradient) {
  double f = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    f += x[i] * x[i] + 10.0 * (1.0 - std::cos(2.0 * pi * x[i]));
    if (gradient != nullptr) (*gradient)[i] = 2.0 * x[i] + 20.0 * pi * std::sin(2.0 * pi * x[i]);
  }
  return f;
}

// The cone at the origin has no gradient; zero is a subgradient there.
double ackley_value(const VectorXd& x, VectorXd* gradient) {
  const auto n = static_cast<double>(x.size());
  double cosines = 0.0;
  for (const double xi : x) cosines += std::cos(2.0 * pi * xi);
  const double root = std::sqrt(x.squaredNorm() / n);
  const double bell = std::exp(-0.2 * root);
  const double waves = std::exp(cosines / n);
  if (gradient != nullptr) {
    const double radial = root > 0.0 ? 4.0 * bell / (n * root) : 0.0;
    for (Index i = 0; i < x.size(); ++i) {
      (*gradient)[i] = radial * x[i] + waves * 2.0 * pi / n * std::sin(2.0 * pi * x[i]);
    }
  }
  return 20.0 * (1.0 - bell) + (std::exp(1.0) - waves);
}

double griewank_value(const VectorXd& x, VectorXd* gradient) {
  double product = 1.0;
  for (Index i = 0; i < x.size(); ++i) {
    product *= std::cos(x[i] / std::sqrt(static_cast<double>(i + 1)));
  }
  if (gradient != nullptr) {
    // Products of all factors but one, from both ends, since a factor may be zero.
    double before = 1.0;
    for (Index i = 0; i < x.size(); ++i) {
      (*gradient)[i] = before;
      before *= std::cos(x[i] / std::sqrt(static_cast<double>(i + 1)));
    }
    double after = 1.0;
    for (Index i = x.size(); i-- > 0;) {
      const double scale = 1.0 / std::sqrt(static_cast<double>(i + 1));
      const double others = (*gradient)[i] * after;
      (*gradient)[i] = x[i] / 2000.0 + others * scale * std::sin(x[i] * scale);
      after *= std::cos(x[i] * scale);
    }
  }
  return x.squaredNorm() / 4000.0 + (1.0 - product);
}

double levy_value(const VectorXd& x, VectorXd* gradient) {
  const Index n = x.size();
  const auto w = [&](Index i) { return 1.0 + 0.25 * (x[i] - 1.0); };
  const double first = std::sin(pi * w(0));
  double f = first * first;
  if (gradient != nullptr) {
    gradient->setZero();
    (*gradient)[0] = 2.0 * pi * first * std::cos(pi * w(0));
  }
  for (Index i = 0; i + 1 < n; ++i) {
    const double rest = w(i) - 1.0;
    const double sine = std::sin(pi * w(i) + 1.0);
    f += rest * rest * (1.0 + 10.0 * sine * sine);
    if (gradient == nullptr) continue;
    (*gradient)[i] += 2.0 * rest * (1.0 + 10.0 * sine * sine) +
                      rest * rest * 20.0 * pi * sine * std::cos(pi * w(i) + 1.0);
  }
  const double rest = w(n - 1) - 1.0;
  const double sine = std::sin(2.0 * pi * w(n - 1));
  f += rest * rest * (1.0 + sine * sine);
  if (gradient != nullptr) {
    (*gradient)[n - 1] += 2.0 * rest * (1.0 + sine * sine) +
                          rest * rest * 4.0 * pi * sine * std::cos(2.0 * pi * w(n - 1));
    *gradient *= 0.25;
  }
  return f;
}

}  // namespace

Entry<Objective> styblinski_tang() {
  return scalable("styblinski_tang", "2^n minima, one lowest (Styblinski & Tang 1990)", 2, 1,
                  [](Index n) {
                    // The root of 4x^3 - 32x + 5 near -2.9 and its value, to 20 digits with bc.
                    constexpr double kLowest = -39.166165703771415;
                    return Formula{styblinski_tang_value, VectorXd::Constant(n, -1.0),
                                   kLowest * static_cast<double>(n), Box{-5.0, 5.0}};
                  });
}

Entry<Objective> rastrigin() {
  return scalable(
      "rastrigin", "a paraboloid under a cosine lattice (Rastrigin 1974)", 2, 1, [](Index n) {
        return Formula{rastrigin_value, VectorXd::Constant(n, 0.4), 0.0, Box{-5.12, 5.12}};
      });
}

Entry<Objective> ackley() {
  return scalable(
      "ackley", "a cone in a nearly flat plain of waves (Ackley 1987)", 2, 1, [](Index n) {
        return Formula{ackley_value, VectorXd::Constant(n, 0.4), 0.0, Box{-32.768, 32.768}};
      });
}

Entry<Objective> griewank() {
  return scalable(
      "griewank", "a paraboloid under a product of cosines (Griewank 1981)", 2, 1, [](Index n) {
        return Formula{griewank_value, VectorXd::Constant(n, 1.0), 0.0, Box{-600.0, 600.0}};
      });
}

Entry<Objective> levy() {
  return scalable("levy", "a wavy bowl (Levy & Montalvo 1985)", 2, 1, [](Index n) {
    return Formula{levy_value, VectorXd::Constant(n, 0.0), 0.0, Box{-10.0, 10.0}};
  });
}

}  // namespace ravine::problem
