#include "oracle/recorder.h"

#include <algorithm>

namespace ravine {
namespace {

// Points are kept at counts 2 % apart, so that a run of 10^9 evaluations stays under the limit.
constexpr double kSpacing = 1.02;
constexpr std::size_t kMaxTrace = 1000;
// The first steps in the plane are kept whole, so that a path can be followed step by step.
constexpr std::size_t kWholePath = 150;
constexpr Index kNever = std::numeric_limits<Index>::max();

}  // namespace

Recorder::Recorder(const Options& options, Index dimension, const Executor& executor)
    : observer_(options.observer),
      figures_(options.recorded),
      executor_(executor),
      traces_(options.trace),
      dimension_(dimension),
      next_(options.trace ? 0 : kNever) {}

bool Recorder::record(const VectorXd& x, double f, double gradient_norm, const VectorXd& before,
                      const Iterates& iterates, Spending& spending) {
  bool go_on = true;
  if (observer_) {
    const Clock::Pause pause(spending.clock());
    const double step = before.size() == 0 ? 0.0 : (x - before).norm();
    go_on = observer_({spending.values(), spending.clock().seconds(), x, f, gradient_norm, step});
  }
  if (spending.values() >= next_) append(x, f, iterates, spending);
  return go_on;
}

void Recorder::close(const VectorXd& x, double f, const Iterates& iterates, Spending& spending) {
  if (traces_) append(x, f, iterates, spending);
}

void Recorder::append(const VectorXd& x, double f, const Iterates& iterates, Spending& spending) {
  const Clock::Pause pause(spending.clock());
  const Index values = spending.values();
  // The point that a run returns may lie above an earlier one, by rounding.
  double best = iterates.best_value();
  if (!trace_.empty()) best = std::min(best, trace_.back().best);
  if (!trace_.empty() && trace_.back().f_evals == values) trace_.pop_back();
  TracePoint point{
      values, spending.gradients(), spending.epochs(), spending.clock().seconds(), f, best, {}};
  point.rounds = spending.rounds();
  if (dimension_ == 2) point.x = x;
  if (figures_.at) point.figures = figures_.at(executor_, x, f);
  trace_.push_back(std::move(point));
  next_ = next_due(values);
}

Index Recorder::next_due(Index values) const {
  if (dimension_ == 2 && trace_.size() < kWholePath) return 0;
  if (trace_.size() + 1 >= kMaxTrace) return kNever;
  return static_cast<Index>(static_cast<double>(values) * kSpacing) + 1;
}

}  // namespace ravine
