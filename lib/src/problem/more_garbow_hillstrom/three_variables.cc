// Nos. 7 to 12 of Moré, Garbow & Hillstrom 1981, functions of three variables.
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "problem/problems.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {
namespace {

using Eigen::Vector3d;
using std::abs;
using std::atan2;
using std::exp;
using std::hypot;
using std::log;
using std::pow;

// The measurements that nos. 8 to 10 fit; the bell's first half, whose second mirrors it.
constexpr std::array kBard{0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39,
                           0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39};
constexpr std::array kGaussian{0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989};
constexpr std::array kMeyer{34780.0, 28610.0, 23650.0, 19630.0, 16370.0, 13720.0, 11540.0, 9744.0,
                            8261.0,  7030.0,  6005.0,  5147.0,  4427.0,  3820.0,  3307.0,  2872.0};

}  // namespace

Entry<Problem> helical_valley() {
  return sum_of_squares(
      "helical_valley", "a valley wound round an axis (no. 7)", {}, [](const Parameters& p) {
        return squares(p, {Vector3d(-1.0, 0.0, 0.0), 0.0}, [](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          const Real turn = 2.0L * std::numbers::pi_v<long double>;
          // The paper's angle: continuous but on the half-line x1 = 0, x2 < 0.
          Real theta = atan2(x[1], x[0]) / turn;
          if (x[0] < 0.0 && theta < 0.0) theta += 1.0;
          const Real radius = hypot(x[0], x[1]);
          const Real turning = 100.0 / (turn * radius * radius);
          sum.add(10.0 * (x[2] - 10.0 * theta),
                  {{0, turning * x[1]}, {1, -turning * x[0]}, {2, 10.0}});
          sum.add(10.0 * (radius - 1.0), {{0, 10.0 * x[0] / radius}, {1, 10.0 * x[1] / radius}});
          sum.add(x[2], {{2, 1.0}});
        });
      });
}

Entry<Problem> bard() {
  // Also published: 17.4286... as x2, x3 go to minus infinity from x1 = 0.8406....
  return sum_of_squares(
      "bard", "a rational fit to 15 points, with a minimum at infinity (no. 8)", {},
      [](const Parameters& p) {
        return squares(
            p, {Vector3d(1.0, 1.0, 1.0), 8.2148773065789798e-3}, [](const auto& x, auto& sum) {
              for (std::size_t i = 0; i < kBard.size(); ++i) {
                const auto u = static_cast<double>(i + 1);
                const double v = 16.0 - u;
                const double w = std::min(u, v);
                const auto ratio = u / (v * x[1] + w * x[2]);
                const auto slope = ratio * ratio / u;
                sum.add(kBard[i] - (x[0] + ratio), {{0, -1.0}, {1, slope * v}, {2, slope * w}});
              }
            });
      });
}

Entry<Problem> gaussian() {
  return sum_of_squares(
      "gaussian", "a bell through 15 points, started nearly at its minimum (no. 9)", {},
      [](const Parameters& p) {
        return squares(
            p, {Vector3d(0.4, 1.0, 0.0), 1.12793276961901e-8}, [](const auto& x, auto& sum) {
              for (int i = 0; i < 15; ++i) {
                const double y = kGaussian[static_cast<std::size_t>(std::min(i, 14 - i))];
                const auto t = 0.5 * (7 - i) - x[2];
                const auto bell = exp(-0.5 * x[1] * t * t);
                sum.add(x[0] * bell - y,
                        {{0, bell}, {1, -0.5 * x[0] * bell * t * t}, {2, x[0] * bell * x[1] * t}});
              }
            });
      });
}

Entry<Problem> meyer() {
  return sum_of_squares(
      "meyer", "a thermistor's resistance, very badly scaled (no. 10)", {},
      [](const Parameters& p) {
        return squares(
            p, {Vector3d(0.02, 4000.0, 250.0), 87.945855170851121}, [](const auto& x, auto& sum) {
              for (std::size_t i = 0; i < kMeyer.size(); ++i) {
                const auto t = 50.0 + 5.0 * static_cast<double>(i) + x[2];
                const auto e = exp(x[1] / t);
                const auto model = x[0] * e;
                sum.add(model - kMeyer[i], {{0, e}, {1, model / t}, {2, -model * x[1] / (t * t)}});
              }
            });
      });
}

Entry<Problem> gulf() {
  // The paper prints |y_i m i x2|; with the m i struck out, as in its Algorithm 566, the minimum is
  // the published one. It lies at ten times the standard start.
  return sum_of_squares(
      "gulf", "a Weibull-like fit of three parameters (Gulf research and development; no. 11)",
      {equations_parameter(99, 3, 100)}, [](const Parameters& p) {
        const Index m = p.integer("equations");
        return squares(p, {Vector3d(5.0, 2.5, 0.15), 0.0}, [m](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          for (Index i = 1; i <= m; ++i) {
            const Real t = Real(i) / 100;
            const Real offset = 25 + pow(-50 * log(t), Real(2) / 3) - x[1];
            const Real distance = abs(offset);
            const Real power = distance == 0.0 ? Real(0) : pow(distance, x[2]);
            const Real e = exp(-power / x[0]);
            const Real slope = -e * power / x[0];  // de / d(log power)
            if (distance == 0.0) {                 // the logarithm's pole, which the power cancels
              sum.add(e - t, {});
              continue;
            }
            sum.add(e - t,
                    {{0, -slope / x[0]}, {1, -slope * x[2] / offset}, {2, slope * log(distance)}});
          }
        });
      });
}

Entry<Problem> box_3d() {
  return sum_of_squares(
      "box_3d", "two exponentials against two, of minima (1, 10, 1) and (10, 1, -1) (no. 12)",
      {equations_parameter(10, 3)}, [](const Parameters& p) {
        const Index m = p.integer("equations");
        return squares(p, {Vector3d(0.0, 10.0, 20.0), 0.0}, [m](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          for (Index i = 1; i <= m; ++i) {
            const Real t = Real(i) / 10;
            const Real a = exp(-t * x[0]);
            const Real b = exp(-t * x[1]);
            const Real c = exp(-t) - exp(-10 * t);
            sum.add(a - b - x[2] * c, {{0, -t * a}, {1, t * b}, {2, -c}});
          }
        });
      });
}

}  // namespace ravine::problem
