// What the oracle gives of a finite sum, mini-batch by mini-batch.
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "oracle/finite.h"
#include "ravine/oracle.h"

namespace ravine {

void Oracle::require_batches() const {
  if (batches_) return;
  throw std::invalid_argument("this method takes mini-batches of a sum over samples");
}

Index Oracle::batches_an_epoch() const {
  require_batches();
  return batches_->count();
}

GradientCost Oracle::step_cost(Index evaluations) const {
  return {evaluations * step_cost_.values, evaluations * step_cost_.gradients};
}

bool Oracle::next_batch(const VectorXd& x, GradientCost cost) {
  if (over_) return false;
  if (batches_->epoch_starts() && !monitor(x)) return false;
  if (const auto refused = refusal(cost)) {
    // The last iterate may be the best one.
    if (!batches_->epoch_starts()) monitor(x);
    finish_refused(*refused, cost);
    return false;
  }
  batch_->select(batches_->next());
  ++result_.steps;
  return true;
}

bool Oracle::settle(double f, const VectorXd& gradient, const Probes& probes, Index evaluations) {
  // Each of several evaluations touches one sample, a single one all of the batch.
  const auto size = static_cast<Index>(batch_->selected().terms.size());
  count(step_cost(evaluations), evaluations == 1 ? size : 1);
  result_.non_finite_evals += probes.non_finite;
  if (!std::isfinite(f) || !all_finite(gradient)) {
    // A gradient spoilt by probes has been counted with them.
    if (!std::isfinite(f) || probes.non_finite == 0) ++result_.non_finite_evals;
    end_non_finite(f);
  }
  return !over_;
}

bool Oracle::evaluate_batch(const VectorXd& x, VectorXd& gradient) {
  if (!next_batch(x, step_cost_)) return false;
  Probes probes;
  const double f = gradients_->value_and_gradient(*batch_, executor_, x, gradient, probes);
  return settle(f, gradient, probes);
}

bool Oracle::evaluate_again(const VectorXd& x, VectorXd& gradient) {
  require_batches();
  if (!afford(step_cost_)) return false;
  Probes probes;
  const double f = gradients_->value_and_gradient(*batch_, executor_, x, gradient, probes);
  return settle(f, gradient, probes);
}

bool Oracle::afford_at(const VectorXd& x, GradientCost cost) {
  if (over_) return false;
  const auto refused = refusal(cost);
  if (!refused) return true;
  monitor(x);  // it may be the best iterate
  finish_refused(*refused, cost);
  return false;
}

bool Oracle::evaluate_whole(const VectorXd& x, VectorXd& gradient) {
  require_batches();
  if (!afford_at(x, step_cost_)) return false;
  double f = 0.0;
  if (!value_and_gradient(x, f, gradient)) return false;
  const Index steps = result_.steps;
  const bool go_on = accept(x, f, gradient);
  result_.steps = steps;
  return go_on;
}

bool Oracle::fill(const VectorXd& x, std::optional<TermTable>& table) {
  require_batches();
  table.emplace(*sum_, *gradients_);
  const Index evaluations = table->evaluations(sum_->terms());
  if (!afford_at(x, step_cost(evaluations))) return false;
  std::vector<Index> all(static_cast<std::size_t>(sum_->terms()));
  std::iota(all.begin(), all.end(), Index{0});
  batch_->select(all);
  Probes probes;
  VectorXd mean;
  VectorXd change;
  const double f = table->replace(executor_, all, x, mean, change, probes);
  return settle(f, change, probes, evaluations);
}

bool Oracle::evaluate(const VectorXd& x, TermTable& table, VectorXd& mean, VectorXd& change) {
  require_batches();
  if (!next_batch(x, step_cost(table.evaluations(batches_->batch_size())))) return false;
  Probes probes;
  const Batch& batch = batch_->selected();
  const double f = table.replace(executor_, batch, x, mean, change, probes);
  return settle(f, change, probes, table.evaluations(static_cast<Index>(batch.terms.size())));
}

}  // namespace ravine
