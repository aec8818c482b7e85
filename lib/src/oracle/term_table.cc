#include "oracle/term_table.h"

#include <fmt/format.h>

#include <stdexcept>

#include "gradient/kept_estimates.h"
#include "oracle/batches.h"

namespace ravine {

TermTable::TermTable(const FiniteSum& sum, GradientSource& gradients)
    : sum_(sum),
      gradients_(gradients),
      linear_(gradients.analytic() ? capability<LinearScores>(sum) : nullptr) {
  const Index width = linear_ != nullptr ? linear_->scores() : sum.dimension();
  const double bytes =
      static_cast<double>(sum.terms()) * static_cast<double>(width) * sizeof(double);
  if (bytes > kMostBytes) {
    throw std::invalid_argument(fmt::format(
        "a table of {} gradients of {} numbers takes {:.1f} GiB, and at most {:.0f} are allowed; "
        "use a linear model or svrg",
        sum.terms(), width, bytes / (1024.0 * 1024.0 * 1024.0),
        kMostBytes / (1024.0 * 1024.0 * 1024.0)));
  }
  known_ = ScoreDerivatives::Zero(sum.terms(), width);
  mean_ = VectorXd::Zero(sum.dimension());
}

double TermTable::replace(const Executor& executor, const Batch& batch, const VectorXd& x,
                          VectorXd& mean, VectorXd& change, Probes& probes) {
  const double value = linear_ != nullptr ? replace_scores(executor, batch, x, change)
                                          : replace_gradients(executor, batch, x, change, probes);
  mean = mean_;
  if (linear_ != nullptr) linear_->add_penalty_gradient(x, mean);
  mean_ += static_cast<double>(batch.terms.size()) / static_cast<double>(sum_.terms()) * change;
  return value;
}

double TermTable::replace_scores(const Executor& executor, const Batch& batch, const VectorXd& x,
                                 VectorXd& change) {
  const auto count = static_cast<Index>(batch.terms.size());
  block_.resize(count, known_.cols());
  for (Index i = 0; i < count; ++i)
    block_.row(i) = known_.row(batch.terms[static_cast<std::size_t>(i)]);
  const double value = linear_->batch_change(executor, batch, x, block_, change);
  for (Index i = 0; i < count; ++i)
    known_.row(batch.terms[static_cast<std::size_t>(i)]) = block_.row(i);
  return value;
}

double TermTable::replace_gradients(const Executor& executor, const Batch& batch, const VectorXd& x,
                                    VectorXd& change, Probes& probes) {
  BatchObjective term(sum_);
  auto* const kept = dynamic_cast<KeptEstimates*>(&gradients_);
  double value = 0.0;
  change = VectorXd::Zero(x.size());
  for (const Index& i : batch.terms) {
    term.select(std::span(&i, 1));
    if (kept != nullptr) kept->forget();
    value += gradients_.value_and_gradient(term, executor, x, gradient_, probes);
    change += gradient_ - known_.row(i).transpose();
    known_.row(i) = gradient_.transpose();
  }
  change /= static_cast<double>(batch.terms.size());
  return value / static_cast<double>(batch.terms.size());
}

}  // namespace ravine
