// What the oracle gives of a finite sum beside mini-batch gradients.
#include <numeric>
#include <vector>

#include "oracle/run.h"

namespace ravine {

Index SumOracle::batches_per_epoch() const { return run_.batches->count(); }

bool SumOracle::evaluate_pair(const VectorXd& x, VectorXd& gradient, const VectorXd& other,
                              VectorXd& gradient_at_other) {
  return run_.next_batch(x, run_.step_cost_of(2)) && run_.evaluate_batch(x, gradient) &&
         run_.evaluate_batch(other, gradient_at_other);
}

bool SumOracle::evaluate_pair_again(const VectorXd& x, VectorXd& gradient, const VectorXd& other,
                                    VectorXd& gradient_at_other) {
  return run_.afford(run_.step_cost_of(2), x) && run_.reach(other) &&
         run_.evaluate_batch(x, gradient) && run_.evaluate_batch(other, gradient_at_other);
}

bool SumOracle::evaluate_whole(const VectorXd& x, VectorXd& gradient) {
  Oracle::Run& run = run_;
  if (!run.afford(run.step_cost, x)) return false;
  if (run.kept != nullptr) run.kept->forget();
  Probes probes;
  const double f =
      run.gradients->value_and_gradient(run.objective, run.executor, x, gradient, probes);
  expect_size(gradient, run.dimension);
  run.spending.count(run.step_cost);
  return run.see(x, f, gradient, probes) && run.accept_aside(x, f, Oracle::Run::norm_of(gradient));
}

bool SumOracle::fill_table(const VectorXd& x) {
  Oracle::Run& run = run_;
  run.table.emplace(*run.sum, *run.gradients);
  const Index evaluations = run.table->evaluations(run.sum->terms());
  if (!run.afford(run.step_cost_of(evaluations), x)) return false;
  std::vector<Index> all(static_cast<std::size_t>(run.sum->terms()));
  std::iota(all.begin(), all.end(), Index{0});
  run.batch->select(all);
  Probes probes;
  VectorXd mean;
  VectorXd change;
  const double f = run.table->replace(run.executor, all, x, mean, change, probes);
  return run.count_batch(f, change, probes, evaluations);
}

bool SumOracle::evaluate_against_table(const VectorXd& x, VectorXd& mean, VectorXd& change) {
  Oracle::Run& run = run_;
  TermTable& table = *run.table;
  const Index most = table.evaluations(run.batches->batch_size());
  if (!run.next_batch(x, run.step_cost_of(most))) return false;
  const Batch& batch = run.batch->selected();
  Probes probes;
  const double f = table.replace(run.executor, batch, x, mean, change, probes);
  return run.count_batch(f, change, probes,
                         table.evaluations(static_cast<Index>(batch.terms.size())));
}

}  // namespace ravine
