// The only thing that an optimizer may call: counts evaluations, keeps the best finite point,
// enforces the budget, holds the clock, records, and says when to stop.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "ravine/batches.h"
#include "ravine/clock.h"
#include "ravine/executor.h"
#include "ravine/few_entries.h"
#include "ravine/gradient_source.h"
#include "ravine/hessian_products.h"
#include "ravine/objective.h"
#include "ravine/options.h"
#include "ravine/result.h"
#include "ravine/term_table.h"

namespace ravine {

/// One run's view of an objective. Every member that returns bool returns false once the run is
/// over; nothing is evaluated from then on, and the method returns.
class Oracle {
 public:
  /// `gradients` may be null for a method that asks for none. With `batch_size` > 0, `objective`
  /// must be a FiniteSum, and `evaluate` gives mini-batch gradients. All are kept by reference.
  Oracle(const Objective& objective, GradientSource* gradients, const Executor& executor,
         const Options& options, Index batch_size);

  Index dimension() const { return dimension_; }
  std::uint64_t seed() const { return options_.seed; }
  /// Iterates so far: calls of `evaluate` and `accept` that went through.
  Index steps() const { return result_.steps; }
  bool over() const { return over_; }
  /// True where the objective is a sum over samples.
  bool sums() const { return sum_ != nullptr; }
  /// True where `evaluate` gives mini-batch gradients.
  bool in_batches() const { return batches_.has_value(); }
  /// The share of its evaluations that the run has spent, in [0, 1].
  double spent() const {
    return static_cast<double>(result_.f_evals) / static_cast<double>(options_.max_evaluations);
  }

  /// A trial: f at x, which may be non-finite.
  bool value(const VectorXd& x, double& f);
  /// Trials at many points, in parallel where the executor is: f at each, in their order. What the
  /// budget does not reach stays NaN, and false is returned. A target that one of them reaches ends
  /// the run after those of its group, since the others of it are on their way.
  bool values(std::span<const VectorXd> points, VectorXd& f);
  /// A trial: f and its gradient at x, either of which may be non-finite.
  bool value_and_gradient(const VectorXd& x, double& f, VectorXd& gradient);
  /// The gradient at x, where f(x) is known to be `f`.
  bool gradient(const VectorXd& x, double f, VectorXd& gradient);

  /// True where the objective gives products of its Hessian with vectors and the gradients are its
  /// own.
  bool has_hessian_products() const { return hessian_ != nullptr; }
  /// The Hessian at x times v, which may be non-finite. Counted as a gradient, which costs about as
  /// much: of no value, but of all samples of a sum.
  bool hessian_product(const VectorXd& x, const VectorXd& v, VectorXd& product);

  /// Takes x, whose value and gradient norm (NaN: none) are known, as the next iterate: tests for
  /// convergence, tells the observer, records. A non-finite iterate ends the run.
  bool accept(const VectorXd& x, double f,
              double gradient_norm = std::numeric_limits<double>::quiet_NaN());
  /// The same with the gradient at x, whose overflowing norm counts as non-finite.
  bool accept(const VectorXd& x, double f, const VectorXd& gradient);

  /// Takes x as the next iterate and gives its gradient, of the whole objective or of the next
  /// mini-batch. An ordinary step, which neither ends the run nor is recorded, is inlined.
  bool evaluate(const VectorXd& x, VectorXd& gradient) {
    return result_.f_evals < ordinary_until_ ? evaluate_ordinary(x, gradient)
                                             : evaluate_any(x, gradient);
  }

  /// The verbs of methods for sums alone, which throw std::invalid_argument without mini-batches.
  /// Mini-batches in an epoch, the short one included.
  Index batches_an_epoch() const;
  /// The gradient of the last mini-batch at x too: a trial, counted as the first was.
  bool evaluate_again(const VectorXd& x, VectorXd& gradient);
  /// The whole gradient at x, which the next mini-batch's iterate is to be: counted as such, tested
  /// for convergence, and no step.
  bool evaluate_whole(const VectorXd& x, VectorXd& gradient);
  /// A table of all terms' gradients at x: counted as one whole gradient where the scores are
  /// linear and otherwise as a gradient a term, and no step. Throws std::invalid_argument where it
  /// would take too much memory.
  bool fill(const VectorXd& x, std::optional<TermTable>& table);
  /// Takes x as the next iterate, and the gradients of the next mini-batch's terms at x into the
  /// table: the mean of what they changed by in `change`, of all terms before that in `mean`.
  bool evaluate(const VectorXd& x, TermTable& table, VectorXd& mean, VectorXd& change);

  /// The method's own reason to end, `kConverged` or `kStalled`. The first reason counts.
  void finish(Status status, std::string message);

  /// Closes the run and hands out its result.
  Result take();

 private:
  std::optional<Status> refusal(GradientCost cost) const;
  void finish_refused(Status status, GradientCost cost);
  bool afford(GradientCost cost);
  bool refuse(GradientCost cost);
  void count(GradientCost cost, Index samples_per_value);
  void consider(const VectorXd& x, double f);
  bool judge(const VectorXd& x, double f, const VectorXd& gradient, bool counted);
  void consider(const VectorXd& x, const Probes& probes);
  void end_non_finite(double f);
  bool evaluate_ordinary(const VectorXd& x, VectorXd& gradient);
  bool evaluate_any(const VectorXd& x, VectorXd& gradient);
  bool judge_and_accept(const VectorXd& x, double f, const VectorXd& gradient);
  void expect_ordinary_steps();
  bool evaluate_batch(const VectorXd& x, VectorXd& gradient);
  /// Takes x as an iterate and draws its mini-batch into `batch_`; false where the run is over.
  bool next_batch(const VectorXd& x, GradientCost cost);
  /// Counts a mini-batch's value and gradient; one that is not finite ends the run.
  bool settle(double f, const VectorXd& gradient, const Probes& probes, Index evaluations = 1);
  GradientCost step_cost(Index evaluations) const;
  /// `afford`, and the value at x where it ends the run.
  bool afford_at(const VectorXd& x, GradientCost cost);
  void require_batches() const;
  bool monitor(const VectorXd& x);
  Index next_due() const;
  void record(const VectorXd& x, double f);
  double epochs() const;

  const Objective& objective_;
  GradientSource* gradients_;
  const Executor& executor_;
  const Options& options_;
  Index dimension_;
  const FiniteSum* sum_;                      // null: not a finite sum
  const HessianProducts* hessian_ = nullptr;  // null: none to ask for
  std::optional<Batches> batches_;
  std::unique_ptr<BatchObjective> batch_;
  GradientCost step_cost_;     // of a value with its gradient
  Index samples_a_value_ = 0;  // of the whole objective
  bool direct_ = false;        // the objective's own gradient on the calling thread
  bool timed_;
  bool keeps_last_;           // the last iterate is a point of the trace
  bool quick_ = false;        // an ordinary step is one value_and_gradient of the objective's own
  Index ordinary_until_ = 0;  // the next step may be an ordinary one below so many values
  bool over_ = false;
  Clock clock_;
  Result result_;
  std::int64_t samples_ = 0;
  double small_square_;  // a squared gradient norm at or below this is looked at closely
  double first_value_ = std::numeric_limits<double>::quiet_NaN();
  double ceiling_ = -std::numeric_limits<double>::infinity();  // a value above it has diverged
  double last_value_ = std::numeric_limits<double>::quiet_NaN();
  VectorXd last_x_;
  Index next_record_;  // the next iterate is recorded from so many values on
};

inline bool Oracle::evaluate_ordinary(const VectorXd& x, VectorXd& gradient) {
  const double f = objective_.value_and_gradient(x, gradient);
  if (gradient.size() != x.size()) [[unlikely]] {
    check_gradient(gradient, x.size());
  }
  ++result_.f_evals;
  ++result_.g_evals;
  const double square = squared_norm(gradient);
  // What `judge` and `accept` would find, in the few comparisons that a function of some
  // nanoseconds leaves room for. NaN compares false.
  const bool ordinary = f > options_.target && f <= ceiling_ && square > small_square_ &&
                        square <= std::numeric_limits<double>::max();
  if (!ordinary) return judge_and_accept(x, f, gradient);
  if (f < result_.value) {
    result_.value = f;
    copy_entries(x, result_.x);
  }
  if (keeps_last_) copy_entries(x, last_x_);
  last_value_ = f;
  ++result_.steps;
  return true;
}

}  // namespace ravine
