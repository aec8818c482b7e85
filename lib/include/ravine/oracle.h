// The only thing that an optimizer may call.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>

#include "ravine/executor.h"
#include "ravine/export.h"
#include "ravine/objective.h"
#include "ravine/options.h"
#include "ravine/result.h"

namespace ravine {

class GradientSource;
class SumOracle;
struct FirstLook;

/// One run's view of an objective: it counts evaluations, keeps the best point, enforces the
/// budget, holds the clock, records, and says when to stop. Every member that returns bool returns
/// false once the run is over; nothing is evaluated from then on, and the method returns.
class RAVINE_EXPORT Oracle {
 public:
  /// `gradients` may be null for a method that asks for none. With `batch_size` > 0, `objective`
  /// must be a FiniteSum, and `evaluate` gives mini-batch gradients. `first` is an evaluation at
  /// the start that has been made already. The objective, the gradient source and the executor are
  /// kept by reference.
  Oracle(const Objective& objective, GradientSource* gradients, const Executor& executor,
         Options options, Index batch_size, const FirstLook* first = nullptr);
  ~Oracle();
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  Index dimension() const;
  std::uint64_t seed() const;
  /// Iterates so far: calls of `evaluate` and `accept` that went through.
  Index steps() const;
  bool over() const;
  /// True where the objective is a sum over samples.
  bool sums() const;
  /// True where `evaluate` gives mini-batch gradients.
  bool in_batches() const;
  /// The share of its evaluations that the run has spent, in [0, 1].
  double spent() const;

  /// A trial: f at x, which may be non-finite.
  bool value(const VectorXd& x, double& f);
  /// Says that the next trials are at `points`, in their order, so that they are evaluated
  /// together, in parallel where the executor is. `value` is then called for each of them, and
  /// counts it. The points stay as they are until then. A run counts and finds the same as if
  /// they were evaluated one by one. Points after one that ends the run do not count, even if
  /// threads have evaluated them already.
  void announce(std::span<const VectorXd> points);
  /// The same with the calls of `value`: f at each point. What the run does not reach stays NaN,
  /// and false is returned.
  bool values(std::span<const VectorXd> points, VectorXd& f);
  /// A trial: f and its gradient at x, either of which may be non-finite.
  bool value_and_gradient(const VectorXd& x, double& f, VectorXd& gradient);
  /// The gradient at x, where f(x) is known to be `f`.
  bool gradient(const VectorXd& x, double f, VectorXd& gradient);

  /// True where the objective gives products of its Hessian with vectors and the gradients are its
  /// own.
  bool has_hessian_products() const;
  /// The Hessian at x times v, which may be non-finite. It counts as a gradient, because it costs
  /// about as much, and touches all samples of a sum.
  bool hessian_product(const VectorXd& x, const VectorXd& v, VectorXd& product);

  /// Takes x, whose value and gradient norm (NaN: none) are known, as the next iterate: tests for
  /// convergence, tells the observer, records. A non-finite iterate ends the run.
  bool accept(const VectorXd& x, double f,
              double gradient_norm = std::numeric_limits<double>::quiet_NaN());
  /// The same with the gradient at x, whose overflowing norm counts as non-finite.
  bool accept(const VectorXd& x, double f, const VectorXd& gradient);

  /// Says that the method's steps have become this share of the longest one of the run, so that
  /// short steps are not taken for a value that has settled.
  void shortened(double share);

  /// True where the trace keeps what a method carries on from the last iterate.
  bool shows_memory() const;
  /// Keeps it, as `memory` gives it, which is called outside the clock.
  void show(const std::function<Memory()>& memory);

  /// Takes x as the next iterate and gives its gradient, of the whole objective or of the next
  /// mini-batch.
  bool evaluate(const VectorXd& x, VectorXd& gradient);

  /// What methods for sums alone may ask. Throws std::invalid_argument without mini-batches.
  SumOracle& samples();

  /// The method's own reason to end, `kConverged` or `kStalled`. The first reason counts.
  void finish(Status status, std::string message);

  /// Closes the run and hands out its result.
  Result take();

 private:
  friend class SumOracle;
  struct Run;
  std::unique_ptr<Run> run_;
};

/// The verbs of methods for sums alone, beside `Oracle::evaluate`, which draws the mini-batches.
class RAVINE_EXPORT SumOracle {
 public:
  /// Mini-batches in an epoch, the short one included.
  Index batches_per_epoch() const;
  /// Takes x as the next iterate, and gives the gradients of the next mini-batch at x and at
  /// `other`.
  bool evaluate_pair(const VectorXd& x, VectorXd& gradient, const VectorXd& other,
                     VectorXd& gradient_at_other);
  /// The same of the last mini-batch: trials, at the iterate x and at `other`.
  bool evaluate_pair_again(const VectorXd& x, VectorXd& gradient, const VectorXd& other,
                           VectorXd& gradient_at_other);
  /// The whole gradient at x, the iterate of the next mini-batch. It is counted as a whole gradient
  /// and tested for convergence, and is no step.
  bool evaluate_whole(const VectorXd& x, VectorXd& gradient);

  /// Fills a table of all terms' gradients at x. It counts as one whole gradient where the scores
  /// are linear, and otherwise as one gradient per term, and is no step. Throws
  /// std::invalid_argument where the table would take too much memory.
  bool fill_table(const VectorXd& x);
  /// Takes x as the next iterate, and puts the gradients at x of the terms of the next mini-batch
  /// into the table. Writes the mean of their changes to `change`, and the mean over all terms as
  /// it was before to `mean`.
  bool evaluate_against_table(const VectorXd& x, VectorXd& mean, VectorXd& change);

 private:
  friend class Oracle;
  explicit SumOracle(Oracle::Run& run) : run_(run) {}
  Oracle::Run& run_;
};

}  // namespace ravine
