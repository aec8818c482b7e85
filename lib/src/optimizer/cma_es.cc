// CMA-ES with restarts (Hansen & Ostermeier 2001; Auger & Hansen 2005; Hansen 2009).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "optimizer/cma_es/descent.h"
#include "optimizer/optimizers.h"
#include "optimizer/square_memory.h"

namespace ravine::optimizers {
namespace {

constexpr int kMaxDoublings = 9;
constexpr Index kSmallestPopulation = 4;
constexpr Index kUnlimited = std::numeric_limits<Index>::max();

enum class Restarts { kNone, kIpop, kBipop };

class CmaEs final : public Optimizer {
 public:
  explicit CmaEs(const Parameters& p)
      : sigma_(p.number("sigma")),
        population_(p.integer("population")),
        tolerance_(p.number("tolerance")),
        restarts_(p.word("restarts") == "bipop"  ? Restarts::kBipop
                  : p.word("restarts") == "ipop" ? Restarts::kIpop
                                                 : Restarts::kNone) {
    if (population_ != 0 && population_ < kSmallestPopulation) {
      throw std::invalid_argument(
          fmt::format("parameter 'population': expected 0 or at least {}, got {}",
                      kSmallestPopulation, population_));
    }
  }
  bool uses_gradient() const override { return false; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    expect_square_fits("cma_es", x.size(), "lbfgs or spsa");
    Search search(*this, oracle, x);
    search.run();
    x = search.incumbent().x;
  }

 private:
  /// What one run of the method keeps.
  class Search {
   public:
    Search(const CmaEs& method, Oracle& oracle, const VectorXd& x)
        : method_(method),
          oracle_(oracle),
          random_(oracle.seed(), Random::Stream::kDirection),
          origin_(x),
          sigma_(method.sigma_ > 0.0 ? method.sigma_
                                     : std::max(2.0, 0.5 * x.lpNorm<Eigen::Infinity>())),
          population_(method.population_ > 0 ? method.population_ : default_population(x.size())),
          incumbent_{x} {}

    const Incumbent& incumbent() const { return incumbent_; }

    void run() {
      double value = 0.0;
      if (!oracle_.value(origin_, value)) return;
      if (std::isfinite(value)) {
        incumbent_.value = value;
        if (!oracle_.accept(origin_, value)) return;
      }
      if (!descend_from(origin_, sigma_, population_, kUnlimited)) return;
      if (last_.end == CmaEnd::kBlind) {
        oracle_.finish(Status::kNonFinite, "the values around the start are NaN or infinite");
        return;
      }
      if (method_.restarts_ != Restarts::kNone && !restart()) return;
      oracle_.finish(best_end_ == CmaEnd::kConverged ? Status::kConverged : Status::kStalled,
                     best_end_ == CmaEnd::kConverged
                         ? "the descent that found the lowest point is within tolerance"
                         : "the descent that found the lowest point makes no more progress");
    }

   private:
    /// Restarts until the population has doubled `kMaxDoublings` times; false once the run is over.
    bool restart() {
      Index large_spent = 0;
      Index small_spent = 0;
      Index last_large = 0;
      for (int doublings = 0; doublings < kMaxDoublings;) {
        if (method_.restarts_ == Restarts::kBipop && small_spent < large_spent) {
          if (!descend_small(doublings, last_large / 2)) return false;
          small_spent += last_.evaluations;
          continue;
        }
        ++doublings;
        if (!descend_from(anywhere(), sigma_, population_ << doublings, kUnlimited)) return false;
        last_large = last_.evaluations;
        large_spent += last_large;
      }
      return true;
    }

    /// BIPOP's second regime: a small population, as large as half the last one at the most, and a
    /// step size that is often small too.
    bool descend_small(int doublings, Index budget) {
      const double u = random_.uniform(0.0, 1.0);
      const double growth = std::pow(0.5 * std::exp2(doublings), u * u);
      const auto population = static_cast<Index>(static_cast<double>(population_) * growth);
      const double sigma = sigma_ * std::pow(10.0, -2.0 * random_.uniform(0.0, 1.0));
      return descend_from(anywhere(), sigma, population, budget);
    }

    /// Uniform in the cube of two standard deviations around the start.
    VectorXd anywhere() {
      VectorXd mean = origin_;
      for (double& coordinate : mean) coordinate += 2.0 * sigma_ * random_.uniform(-1.0, 1.0);
      return mean;
    }

    bool descend_from(const VectorXd& mean, double sigma, Index population, Index budget) {
      const double before = incumbent_.value;
      last_ = descend(oracle_, random_,
                      {.mean = mean,
                       .sigma = sigma,
                       .population = population,
                       .max_evaluations = std::min(budget, patience(population)),
                       .tolerance = method_.tolerance_},
                      incumbent_);
      if (incumbent_.value < before) best_end_ = last_.end;
      return last_.end != CmaEnd::kOver;
    }

    /// MaxIter of Hansen 2009, in evaluations.
    Index patience(Index population) const {
      const auto n = static_cast<double>(origin_.size());
      const auto lambda = static_cast<double>(population);
      return static_cast<Index>((100.0 + 50.0 * (n + 3.0) * (n + 3.0) / std::sqrt(lambda)) *
                                lambda);
    }

    const CmaEs& method_;
    Oracle& oracle_;
    Random random_;
    VectorXd origin_;
    double sigma_;
    Index population_;
    Incumbent incumbent_;
    CmaEnd best_end_ = CmaEnd::kStalled;
    CmaOutcome last_{CmaEnd::kOver, 0};
  };

  static Index default_population(Index n) {
    return 4 + static_cast<Index>(3.0 * std::log(static_cast<double>(n)));
  }

  double sigma_;
  Index population_;
  double tolerance_;
  Restarts restarts_;
};

}  // namespace

Entry<Optimizer> cma_es() {
  return {"cma_es",
          "covariance matrix adaptation evolution strategy (Hansen & Ostermeier 2001)",
          {{.name = "restarts",
            .default_value = "bipop",
            .summary = "ipop: ever larger populations (Auger & Hansen 2005); bipop: small ones "
                       "between (Hansen 2009)",
            .choices = {"bipop", "ipop", "none"}},
           {.name = "sigma",
            .default_value = "0",
            .summary = "standard deviation of the first samples; 0: max(2, |x|_max / 2)",
            .low = 0.0},
           {.name = "population",
            .default_value = "0",
            .summary = "samples a generation, at least 4; 0: 4 + 3 ln n",
            .low = 0,
            .high = 1e6,
            .integer = true},
           {.name = "tolerance",
            .default_value = "1e-12",
            .summary = "converged at this spread of the values, or width relative to sigma",
            .low = 0.0}},
          [](const Parameters& p) { return std::make_unique<CmaEs>(p); }};
}

}  // namespace ravine::optimizers
