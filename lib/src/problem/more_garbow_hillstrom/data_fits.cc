// Nos. 17 to 20 of Moré, Garbow & Hillstrom 1981: sums of exponentials through given points, and
// a polynomial that solves a differential equation.
#include <Eigen/Core>
#include <array>
#include <cmath>

#include "problem/problems.h"
#include "problem/squares_across.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {
namespace {

using std::exp;

constexpr std::array kOsborne1{0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818,
                               0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558,
                               0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438,
                               0.431, 0.424, 0.420, 0.414, 0.411, 0.406};
constexpr std::array kOsborne2{
    1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608,
    0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661,
    0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428,
    0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559,
    0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054};

VectorXd vector(std::initializer_list<double> entries) {
  VectorXd x(static_cast<Index>(entries.size()));
  std::copy(entries.begin(), entries.end(), x.begin());
  return x;
}

// The paper gives the minimum for n = 6, 9 and 12.
std::optional<double> watson_minimum(Index n) {
  if (n == 6) return 2.2876700535524362e-3;
  if (n == 9) return 1.3997601380990187e-6;
  if (n == 12) return 4.7223811058912456e-10;
  return std::nullopt;
}

}  // namespace

Entry<Problem> osborne_1() {
  return sum_of_squares(
      "osborne_1", "two decays through 33 points (no. 17)", {}, [](const Parameters& p) {
        return squares(p, {vector({0.5, 1.5, -1.0, 0.01, 0.02}), 5.4648946974829116e-5},
                       [](const auto& x, auto& sum) {
                         for (std::size_t i = 0; i < kOsborne1.size(); ++i) {
                           const double t = 10.0 * static_cast<double>(i);
                           const auto a = exp(-t * x[3]);
                           const auto b = exp(-t * x[4]);
                           sum.add(
                               kOsborne1[i] - (x[0] + x[1] * a + x[2] * b),
                               {{0, -1.0}, {1, -a}, {2, -b}, {3, t * x[1] * a}, {4, t * x[2] * b}});
                         }
                       });
      });
}

Entry<Problem> biggs_exp6() {
  // A second minimum, 5.65565...e-3, is published beside the zero at (1, 10, 1, 5, 4, 3).
  return sum_of_squares("biggs_exp6", "three exponentials in six parameters (no. 18)",
                        {equations_parameter(13, 6)}, [](const Parameters& p) {
                          const Index m = p.integer("equations");
                          return squares(
                              p, {vector({1.0, 2.0, 1.0, 1.0, 1.0, 1.0}), 0.0},
                              [m](const auto& x, auto& sum) {
                                using Real = RealOf<decltype(sum)>;
                                for (Index i = 1; i <= m; ++i) {
                                  const Real t = Real(i) / 10;
                                  const Real y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t);
                                  const Real a = exp(-t * x[0]);
                                  const Real b = exp(-t * x[1]);
                                  const Real c = exp(-t * x[4]);
                                  sum.add(x[2] * a - x[3] * b + x[5] * c - y, {{0, -t * x[2] * a},
                                                                               {1, t * x[3] * b},
                                                                               {2, a},
                                                                               {3, -b},
                                                                               {4, -t * x[5] * c},
                                                                               {5, c}});
                                }
                              });
                        });
}

Entry<Problem> osborne_2() {
  return sum_of_squares(
      "osborne_2", "a decay and three bells through 65 points (no. 19)", {},
      [](const Parameters& p) {
        return squares(p,
                       {vector({1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5}),
                        4.0137736293547716e-2},
                       [](const auto& x, auto& sum) {
                         for (std::size_t i = 0; i < kOsborne2.size(); ++i) {
                           const double t = 0.1 * static_cast<double>(i);
                           const auto u = t - x[8];
                           const auto v = t - x[9];
                           const auto w = t - x[10];
                           const auto a = exp(-t * x[4]);
                           const auto b = exp(-u * u * x[5]);
                           const auto c = exp(-v * v * x[6]);
                           const auto d = exp(-w * w * x[7]);
                           sum.add(kOsborne2[i] - (x[0] * a + x[1] * b + x[2] * c + x[3] * d),
                                   {{0, -a},
                                    {1, -b},
                                    {2, -c},
                                    {3, -d},
                                    {4, t * x[0] * a},
                                    {5, u * u * x[1] * b},
                                    {6, v * v * x[2] * c},
                                    {7, w * w * x[3] * d},
                                    {8, -2.0 * u * x[5] * x[1] * b},
                                    {9, -2.0 * v * x[6] * x[2] * c},
                                    {10, -2.0 * w * x[7] * x[3] * d}});
                         }
                       });
      });
}

Entry<Problem> watson() {
  return sum_of_squares(
      "watson", "a polynomial for y' = 1 + y^2, nearly singular (Kowalik & Osborne 1968; no. 20)",
      {dimension_parameter(6, 2, 31)}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        const Known known{VectorXd::Zero(n), watson_minimum(n)};
        return squares_across(p, known, [](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          for (int i = 1; i <= 29; ++i) {
            const Real t = Real(i) / 29;
            Real y = 0;
            Real slope = 0;  // y' = dy/dt, by Horner's rule
            for (Index j = x.size(); j-- > 0;) {
              slope = slope * t + y;
              y = y * t + x[j];
            }
            sum.add(slope - y * y - 1, [&] {
              Vector<Real> row(x.size());
              Real power = 1;  // t^j
              Real power_slope = 0;
              for (Index j = 0; j < x.size(); ++j) {
                row[j] = power_slope - 2 * y * power;
                power_slope = power_slope * t + power;
                power *= t;
              }
              return row;
            });
          }
          sum.add(x[0], {{0, 1.0}});
          sum.add(x[1] - x[0] * x[0] - 1, {{0, -2 * x[0]}, {1, 1.0}});
        });
      });
}

}  // namespace ravine::problem
