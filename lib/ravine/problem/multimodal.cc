// Functions of n variables with many minima (Jamil & Yang 2013; Surjanovic & Bingham 2013).
#include <algorithm>
#include <cmath>
#include <numbers>

#include "ravine/problem/formula.h"
#include "ravine/problem/problems.h"

namespace ravine::problem {
namespace {

using std::numbers::pi;

constexpr auto styblinski_tang_value = []<class X>(const X& x,
                                                   GradientOf<X>* gradient) -> ScalarOf<X> {
  ScalarOf<X> f = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    const auto square = x[i] * x[i];
    f += square * square - 16.0 * square + 5.0 * x[i];
    if (gradient != nullptr) (*gradient)[i] = 2.0 * square * x[i] - 16.0 * x[i] + 2.5;
  }
  return 0.5 * f;
};

constexpr auto rastrigin_value = []<class X>(const X& x, GradientOf<X>* gradient) -> ScalarOf<X> {
  using std::cos, std::sin;
  ScalarOf<X> f = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    f += x[i] * x[i] + 10.0 * (1.0 - cos(2.0 * pi * x[i]));
    if (gradient != nullptr) (*gradient)[i] = 2.0 * x[i] + 20.0 * pi * sin(2.0 * pi * x[i]);
  }
  return f;
};

// The cone at the origin has no gradient; zero is a subgradient there.
constexpr auto ackley_value = []<class X>(const X& x, GradientOf<X>* gradient) -> ScalarOf<X> {
  using std::cos, std::exp, std::max, std::sin, std::sqrt;
  const auto n = static_cast<double>(x.size());
  ScalarOf<X> cosines = 0.0;
  ScalarOf<X> squares = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    cosines += cos(2.0 * pi * x[i]);
    squares += x[i] * x[i];
  }
  const auto root = sqrt(squares / n);
  const auto bell = exp(-0.2 * root);
  const auto waves = exp(cosines / n);
  if (gradient != nullptr) {
    const auto radial = 4.0 * bell / (n * max(root, 1e-300));
    for (Index i = 0; i < x.size(); ++i) {
      (*gradient)[i] = radial * x[i] + waves * 2.0 * pi / n * sin(2.0 * pi * x[i]);
    }
  }
  return 20.0 * (1.0 - bell) + (std::exp(1.0) - waves);
};

constexpr auto griewank_value = []<class X>(const X& x, GradientOf<X>* gradient) -> ScalarOf<X> {
  using std::cos, std::sin;
  const auto scale = [](Index i) { return 1.0 / std::sqrt(static_cast<double>(i + 1)); };
  ScalarOf<X> product = 1.0;
  ScalarOf<X> squares = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    product *= cos(x[i] * scale(i));
    squares += x[i] * x[i];
  }
  if (gradient != nullptr) {
    // Products of all factors but one, from both ends, since a factor may be zero.
    ScalarOf<X> before = 1.0;
    for (Index i = 0; i < x.size(); ++i) {
      (*gradient)[i] = before;
      before *= cos(x[i] * scale(i));
    }
    ScalarOf<X> after = 1.0;
    for (Index i = x.size(); i-- > 0;) {
      const auto others = (*gradient)[i] * after;
      (*gradient)[i] = x[i] / 2000.0 + others * scale(i) * sin(x[i] * scale(i));
      after *= cos(x[i] * scale(i));
    }
  }
  return squares / 4000.0 + (1.0 - product);
};

constexpr auto levy_value = []<class X>(const X& x, GradientOf<X>* gradient) -> ScalarOf<X> {
  using std::cos, std::sin;
  const Index n = x.size();
  const auto w = [&](Index i) { return 1.0 + 0.25 * (x[i] - 1.0); };
  const auto first = sin(pi * w(0));
  ScalarOf<X> f = first * first;
  if (gradient != nullptr) {
    gradient->setZero();
    (*gradient)[0] = 2.0 * pi * first * cos(pi * w(0));
  }
  for (Index i = 0; i + 1 < n; ++i) {
    const auto rest = w(i) - 1.0;
    const auto sine = sin(pi * w(i) + 1.0);
    f += rest * rest * (1.0 + 10.0 * sine * sine);
    if (gradient == nullptr) continue;
    (*gradient)[i] += 2.0 * rest * (1.0 + 10.0 * sine * sine) +
                      rest * rest * 20.0 * pi * sine * cos(pi * w(i) + 1.0);
  }
  const auto rest = w(n - 1) - 1.0;
  const auto sine = sin(2.0 * pi * w(n - 1));
  f += rest * rest * (1.0 + sine * sine);
  if (gradient != nullptr) {
    (*gradient)[n - 1] +=
        2.0 * rest * (1.0 + sine * sine) + rest * rest * 4.0 * pi * sine * cos(2.0 * pi * w(n - 1));
    for (Index i = 0; i < n; ++i) (*gradient)[i] *= 0.25;
  }
  return f;
};

}  // namespace

Entry<Objective> styblinski_tang() {
  return scalable("styblinski_tang", "2^n minima, one lowest (Styblinski & Tang 1990)", 2, 1,
                  [](Index n) {
                    // The root of 4x^3 - 32x + 5 near -2.9 and its value, to 20 digits with bc.
                    constexpr double kLowest = -39.166165703771415;
                    return Formula{FormulaFunction::across_lanes(styblinski_tang_value),
                                   VectorXd::Constant(n, -1.0), kLowest * static_cast<double>(n),
                                   Box{-5.0, 5.0}};
                  });
}

Entry<Objective> rastrigin() {
  return scalable("rastrigin", "a paraboloid under a cosine lattice (Rastrigin 1974)", 2, 1,
                  [](Index n) {
                    return Formula{FormulaFunction::across_lanes(rastrigin_value),
                                   VectorXd::Constant(n, 0.4), 0.0, Box{-5.12, 5.12}};
                  });
}

Entry<Objective> ackley() {
  return scalable("ackley", "a cone in a nearly flat plain of waves (Ackley 1987)", 2, 1,
                  [](Index n) {
                    return Formula{FormulaFunction::across_lanes(ackley_value),
                                   VectorXd::Constant(n, 0.4), 0.0, Box{-32.768, 32.768}};
                  });
}

Entry<Objective> griewank() {
  return scalable("griewank", "a paraboloid under a product of cosines (Griewank 1981)", 2, 1,
                  [](Index n) {
                    return Formula{FormulaFunction::across_lanes(griewank_value),
                                   VectorXd::Constant(n, 1.0), 0.0, Box{-600.0, 600.0}};
                  });
}

Entry<Objective> levy() {
  return scalable("levy", "a wavy bowl (Levy & Montalvo 1985)", 2, 1, [](Index n) {
    return Formula{FormulaFunction::across_lanes(levy_value), VectorXd::Constant(n, 0.0), 0.0,
                   Box{-10.0, 10.0}};
  });
}

}  // namespace ravine::problem
