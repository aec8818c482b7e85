#include <cmath>
#include <deque>
#include <utility>

#include "optimizer/line_search/strong_wolfe.h"
#include "optimizer/optimizers.h"
#include "optimizer/quasi_newton.h"

namespace ravine::optimizers {
namespace {

/// The last m pairs s = x' - x, y = g' - g, and the product of the inverse Hessian that they imply
/// with a vector (Nocedal & Wright 2006, algorithm 7.4).
class InverseHessian {
 public:
  explicit InverseHessian(std::size_t memory) : memory_(memory) {}

  bool empty() const { return pairs_.empty(); }
  void reset() { pairs_.clear(); }

  /// Keeps a pair whose curvature s'y is safely positive, and skips any other.
  void add(VectorXd s, VectorXd y) {
    const double curvature = s.dot(y);
    if (!safely_positive(curvature, s, y)) return;
    if (pairs_.size() == memory_) pairs_.pop_front();
    gamma_ = inverse_curvature(curvature, y);
    pairs_.push_back({std::move(s), std::move(y), 1.0 / curvature});
  }

  VectorXd times(const VectorXd& v) const {
    VectorXd q = v;
    std::vector<double> alpha(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      alpha[i] = pairs_[i].rho * pairs_[i].s.dot(q);
      q -= alpha[i] * pairs_[i].y;
    }
    if (!pairs_.empty()) q *= gamma_;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const double beta = pairs_[i].rho * pairs_[i].y.dot(q);
      q += (alpha[i] - beta) * pairs_[i].s;
    }
    return q;
  }

 private:
  struct Pair {
    VectorXd s;
    VectorXd y;
    double rho;  // 1 / s'y
  };
  std::size_t memory_;
  std::deque<Pair> pairs_;
  double gamma_ = 1.0;  // s'y / y'y of the last pair, eq. 7.20
};

// Limited-memory BFGS (Liu & Nocedal 1989) with Biggs's scaling of y and strong Wolfe steps.
class Lbfgs final : public Optimizer {
 public:
  explicit Lbfgs(const Parameters& p)
      : memory_(static_cast<std::size_t>(p.integer("memory"))), options_(p) {}

  void minimize(Oracle& oracle, VectorXd& x) const override {
    const auto search = [](const LineSlope& phi, const SlopePoint& origin, double first,
                           SlopePoint& found) {
      return strong_wolfe_search(phi, origin, first, {}, found);
    };
    quasi_newton(oracle, x, InverseHessian(memory_), search, options_);
  }

 private:
  std::size_t memory_;
  QuasiNewtonOptions options_;
};

}  // namespace

Entry<Optimizer> lbfgs() {
  auto parameters = quasi_newton_parameters();
  parameters.insert(parameters.begin(), {.name = "memory",
                                         .default_value = "40",
                                         .summary = "pairs kept",
                                         .low = 1,
                                         .high = 10000,
                                         .integer = true});
  return {"lbfgs", "limited-memory BFGS, strong Wolfe steps (Liu & Nocedal 1989, Biggs 1973)",
          std::move(parameters), [](const Parameters& p) { return std::make_unique<Lbfgs>(p); }};
}

}  // namespace ravine::optimizers
