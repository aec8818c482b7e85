// One run of CMA-ES with one population size, from its start to where it stops of itself.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "core/random.h"
#include "optimizer/cma_es/distribution.h"
#include "ravine/oracle.h"

namespace ravine::optimizers {

/// The lowest finite point that a method has seen; the value is infinite where there is none.
struct Incumbent {
  VectorXd x;
  double value = std::numeric_limits<double>::infinity();
};

/// Where a descent begins and when it ends.
struct CmaStart {
  VectorXd mean;
  double sigma;
  Index population;
  Index max_evaluations;  ///< of this descent, rounded up to a whole generation
  double tolerance;       ///< of the values, absolute, and of the widths, relative to sigma
};

/// Why a descent ended.
enum class CmaEnd {
  kOver,       ///< the oracle closed the run
  kConverged,  ///< values, widths or the mean's last digit are within tolerance
  kStalled,    ///< no progress, too ill-conditioned, too wide, or too many evaluations
  kBlind,      ///< generation after generation of values that are NaN or infinite
};

struct CmaOutcome {
  CmaEnd end;
  Index evaluations;  ///< whole generations
};

/// The stopping criteria of Hansen 2009 (BI-population CMA-ES), table 1, from the values seen.
class CmaHistory {
 public:
  CmaHistory(Index n, Index population, double tolerance);

  /// Takes a generation's values in ascending order.
  void add(std::span<const double> sorted);

  /// TolHistFun: the best of many generations, and all of the last, lie within the tolerance.
  bool flat() const;
  /// Stagnation: neither the best nor the median values got lower over the last fifth of the run.
  bool stagnant() const;

 private:
  std::size_t short_term_;
  std::size_t long_term_;
  double tolerance_;
  double spread_ = 0.0;  // of the last generation
  std::vector<double> best_;
  std::vector<double> median_;
};

/// Runs one descent, and keeps what is lower than `incumbent` there.
CmaOutcome descend(Oracle& oracle, Random& random, const CmaStart& start, Incumbent& incumbent);

}  // namespace ravine::optimizers
