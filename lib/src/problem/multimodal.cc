// Functions of n variables with many minima (Jamil & Yang 2013; Surjanovic & Bingham 2013).
#include <algorithm>
#include <cmath>
#include <numbers>

#include "problem/formula.h"
#include "problem/problems.h"

namespace ravine::problem {
namespace {

using std::numbers::pi;

constexpr auto styblinski_tang_term = [](const auto& x) {
  const auto square = x * x;
  return square * square - 16.0 * square + 5.0 * x;
};

constexpr auto styblinski_tang_value = []<class X>(const X& x,
                                                   GradientOf<X>* gradient) -> ScalarOf<X> {
  ScalarOf<X> f = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    f += styblinski_tang_term(x[i]);
    if (gradient != nullptr) (*gradient)[i] = 2.0 * x[i] * x[i] * x[i] - 16.0 * x[i] + 2.5;
  }
  return 0.5 * f;
};

constexpr auto rastrigin_term = [](const auto& x) {
  using std::cos;
  return x * x + 10.0 * (1.0 - cos(2.0 * pi * x));
};

constexpr auto rastrigin_value = []<class X>(const X& x, GradientOf<X>* gradient) -> ScalarOf<X> {
  using std::sin;
  ScalarOf<X> f = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    f += rastrigin_term(x[i]);
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

// What x_i adds, and its derivative where `slope` is not null.
constexpr auto levy_term = []<class T>(const T& x, bool first, bool last, T* slope) -> T {
  using std::cos, std::sin;
  const T w = 1.0 + 0.25 * (x - 1.0);
  const T rest = w - 1.0;
  const double rate = last ? 2.0 * pi : pi;
  const double weight = last ? 1.0 : 10.0;
  const T angle = last ? rate * w : rate * w + 1.0;
  const T sine = sin(angle);
  const T bumps = 1.0 + weight * sine * sine;
  T f = rest * rest * bumps;
  if (slope != nullptr) {
    *slope = 2.0 * rest * bumps + rest * rest * (2.0 * weight) * rate * sine * cos(angle);
  }
  if (first) {
    const T wave = sin(pi * w);
    f += wave * wave;
    if (slope != nullptr) *slope += 2.0 * pi * wave * cos(pi * w);
  }
  if (slope != nullptr) *slope *= 0.25;
  return f;
};

constexpr auto levy_value = []<class X>(const X& x, GradientOf<X>* gradient) -> ScalarOf<X> {
  ScalarOf<X> f = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    ScalarOf<X>* const slope = gradient == nullptr ? nullptr : &(*gradient)[i];
    f += levy_term(ScalarOf<X>(x[i]), i == 0, i + 1 == x.size(), slope);
  }
  return f;
};

}  // namespace

Entry<Problem> styblinski_tang() {
  return scalable(
      "styblinski_tang", "2^n minima, one lowest (Styblinski & Tang 1990)", 2, 1, [](Index n) {
        // The root of 4x^3 - 32x + 5 near -2.9 and its value, to 20 digits with bc.
        constexpr double kLowest = -39.166165703771415;
        return Formula{FormulaFunction::across_lanes(styblinski_tang_value),
                       VectorXd::Constant(n, -1.0), kLowest * static_cast<double>(n),
                       Box{-5.0, 5.0},
                       [](const VectorXd& x, Index i) { return 0.5 * styblinski_tang_term(x[i]); }};
      });
}

Entry<Problem> rastrigin() {
  return scalable("rastrigin", "a paraboloid under a cosine lattice (Rastrigin 1974)", 2, 1,
                  [](Index n) {
                    return Formula{FormulaFunction::across_lanes(rastrigin_value),
                                   VectorXd::Constant(n, 0.4), 0.0, Box{-5.12, 5.12},
                                   [](const VectorXd& x, Index i) { return rastrigin_term(x[i]); }};
                  });
}

Entry<Problem> ackley() {
  return scalable("ackley", "a cone in a nearly flat plain of waves (Ackley 1987)", 2, 1,
                  [](Index n) {
                    return Formula{FormulaFunction::across_lanes(ackley_value),
                                   VectorXd::Constant(n, 0.4), 0.0, Box{-32.768, 32.768}};
                  });
}

Entry<Problem> griewank() {
  return scalable("griewank", "a paraboloid under a product of cosines (Griewank 1981)", 2, 1,
                  [](Index n) {
                    return Formula{FormulaFunction::across_lanes(griewank_value),
                                   VectorXd::Constant(n, 1.0), 0.0, Box{-600.0, 600.0}};
                  });
}

Entry<Problem> levy() {
  return scalable("levy", "a wavy bowl (Levy & Montalvo 1985)", 2, 1, [](Index n) {
    return Formula{FormulaFunction::across_lanes(levy_value), VectorXd::Constant(n, 0.0), 0.0,
                   Box{-10.0, 10.0}, [](const VectorXd& x, Index i) {
                     return levy_term(x[i], i == 0, i + 1 == x.size(),
                                      static_cast<double*>(nullptr));
                   }};
  });
}

}  // namespace ravine::problem
