#include "benchmarks/contender.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <thread>

#include "gradient/gradient_source.h"
#include "parallel/backend.h"
#include "ravine/catalog.h"

#ifdef RAVINE_CERES
#include <ceres/numeric_diff_first_order_function.h>
#endif

namespace ravine {
namespace {

// Centered differences along the coordinates [begin, end) with the step of `centered`; `point` is
// the function's, and is so again afterwards.
void difference(const Objective& f, VectorXd& point, Index begin, Index end, VectorXd& gradient) {
  constexpr double kRelative = 6.0554544523933395e-06;
  for (Index i = begin; i < end; ++i) {
    const double x = point[i];
    const double h = kRelative * std::max(std::abs(x), 1.0);
    point[i] = x + h;
    const double high = f.value(point);
    point[i] = x - h;
    const double low = f.value(point);
    point[i] = x;
    gradient[i] = (high - low) / ((x + h) - (x - h));
  }
}

Contender bare_loop(const Differentiated& function) {
  const auto n = function.x.size();
  return {[&function, point = function.x, n](VectorXd& gradient) mutable {
            difference(*function.objective, point, 0, n, gradient);
          },
          2 * n};
}

/// The bare loop with the upper half of the coordinates on a thread that waits for nothing else.
class BareThreads {
 public:
  explicit BareThreads(const Differentiated& function)
      : function_(function), own_(function.x), other_(function.x), thread_([this] { serve(); }) {}
  ~BareThreads() {
    gradient_ = nullptr;
    asked_.fetch_add(1, std::memory_order_release);
  }
  BareThreads(const BareThreads&) = delete;
  BareThreads& operator=(const BareThreads&) = delete;

  void compute(VectorXd& gradient) {
    gradient_ = &gradient;
    const int round = asked_.fetch_add(1, std::memory_order_release) + 1;
    difference(*function_.objective, own_, 0, middle(), gradient);
    while (answered_.load(std::memory_order_acquire) != round) std::this_thread::yield();
  }

 private:
  Index middle() const { return own_.size() / 2; }

  void serve() {
    for (int round = 1;; ++round) {
      while (asked_.load(std::memory_order_acquire) != round) std::this_thread::yield();
      if (gradient_ == nullptr) return;
      difference(*function_.objective, other_, middle(), other_.size(), *gradient_);
      answered_.store(round, std::memory_order_release);
    }
  }

  const Differentiated& function_;
  VectorXd own_;
  VectorXd other_;
  VectorXd* gradient_ = nullptr;
  std::atomic<int> asked_ = 0;
  std::atomic<int> answered_ = 0;
  std::jthread thread_;  // the last member, so that it ends before the others do
};

Contender bare_threads(const Differentiated& function) {
  const auto threads = std::make_shared<BareThreads>(function);
  return {[threads](VectorXd& gradient) { threads->compute(gradient); }, 2 * function.x.size()};
}

Contender ravines_own(const std::string& name, const Differentiated& function,
                      const std::string& backend, int threads) {
  const std::shared_ptr<GradientSource> source = gradient_sources().make(name);
  if (!source->misfit(*function.objective).empty()) {
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
  if (name == "bare_threads") return bare_threads(function);
#ifdef RAVINE_CERES
  if (name == "ceres_central") return ceres_central(function);
#endif
  return ravines_own(name, function, backend, threads);
}

}  // namespace ravine
