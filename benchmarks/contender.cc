#include "benchmarks/contender.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "ravine/catalog/catalog.h"
#include "ravine/parallel/backend.h"

#ifdef RAVINE_CERES
#include <ceres/numeric_diff_first_order_function.h>
#endif

namespace ravine {
namespace {

Contender bare_loop(const Differentiated& function) {
  const auto n = function.x.size();
  return {[&function, point = function.x](VectorXd& gradient) mutable {
            constexpr double kRelative = 6.0554544523933395e-06;
            for (Index i = 0; i < point.size(); ++i) {
              const double x = point[i];
              const double h = kRelative * std::max(std::abs(x), 1.0);
              point[i] = x + h;
              const double high = function.objective->value(point);
              point[i] = x - h;
              const double low = function.objective->value(point);
              point[i] = x;
              gradient[i] = (high - low) / ((x + h) - (x - h));
            }
          },
          2 * n};
}

Contender ravines_own(const std::string& name, const Differentiated& function,
                      const std::string& backend, int threads) {
  const std::shared_ptr<GradientSource> source = gradient_sources().make(name);
  if (!source->suits(*function.objective)) {
    throw std::invalid_argument("gradient '" + name + "': the function does not offer it");
  }
  const std::shared_ptr<Executor> executor = make_executor(backend, threads);
  const GradientCost cost = source->cost(function.x.size(), false);
  Contender contender{[&function, source, executor](VectorXd& gradient) {
                        Probes probes;
                        source->gradient(*function.objective, *executor, function.x, std::nullopt,
                                         gradient, probes);
                      },
                      cost.values};
  if (Spec(name).name() == "ridders") {
    contender.error_estimate = [source] { return source->error_estimate().norm(); };
  }
  return contender;
}

#ifdef RAVINE_CERES
constexpr int kCeresDimension = 1000;

struct CeresRosenbrock {
  bool operator()(const double* x, double* f) const {
    *f = chained_rosenbrock(Eigen::Map<const VectorXd>(x, kCeresDimension));
    return true;
  }
};

// It also takes the value at the point itself.
Contender ceres_central(const Differentiated& function) {
  using Difference =
      ceres::NumericDiffFirstOrderFunction<CeresRosenbrock, ceres::CENTRAL, kCeresDimension>;
  if (function.x.size() != kCeresDimension) {
    throw std::invalid_argument("ceres_central: expected 1000 coordinates");
  }
  const auto difference = std::make_shared<Difference>(new CeresRosenbrock);
  return {[&function, difference](VectorXd& gradient) {
            double value = 0.0;
            difference->Evaluate(function.x.data(), &value, gradient.data());
          },
          2 * kCeresDimension + 1};
}
#endif

}  // namespace

bool has_ceres() {
#ifdef RAVINE_CERES
  return true;
#else
  return false;
#endif
}

Contender make_contender(const std::string& name, const Differentiated& function,
                         const std::string& backend, int threads) {
  if (name == "bare_loop") return bare_loop(function);
#ifdef RAVINE_CERES
  if (name == "ceres_central") return ceres_central(function);
#endif
  return ravines_own(name, function, backend, threads);
}

}  // namespace ravine
