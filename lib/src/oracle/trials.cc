#include "oracle/trials.h"

#include <algorithm>
#include <stdexcept>

#include "gradient/on_ranks.h"
#include "oracle/finite.h"

namespace ravine {
namespace {

// A portion of several rounds costs the threads less waiting than as many portions of one round.
constexpr Index kPortion = 32;

Index portion_of(const Executor& executor, bool promptly) {
  const Index threads = executor.threads();
  if (threads == 1 || promptly) return threads;
  return (kPortion + threads - 1) / threads * threads;  // whole rounds
}

}  // namespace

void Trials::announce(std::span<const VectorXd> points) {
  if (pending()) throw std::logic_error("expected the values of the last batch to be taken first");
  points_ = points;
  taken_ = 0;
  evaluated_ = 0;
  counted_ = 0;
  values_.resize(points.size());
  thrown_.assign(points.size(), nullptr);
}

void Trials::evaluate(const Objective& objective, const ParallelEvaluation* parallel,
                      const Executor& executor, Index most, bool promptly) {
  const std::span<const VectorXd> rest = points_.subspan(evaluated_);
  const auto portion =
      std::min({static_cast<Index>(rest.size()), most, portion_of(executor, promptly)});
  const auto finite = [](const VectorXd& x) { return all_finite(x); };
  const auto end = std::find_if_not(rest.begin() + 1, rest.begin() + portion, finite);
  const Index count = end - rest.begin();
  const auto evaluate_one = [&](Index i, const auto& value) {
    const std::size_t place = evaluated_ + static_cast<std::size_t>(i);
    try {
      values_[place] = value(points_[place]);
    } catch (...) {
      // It counts only if the run gets so far.
      thrown_[place] = std::current_exception();
    }
  };
  std::vector<std::exception_ptr> thrown;
  const auto portion_of_values =
      std::span(values_).subspan(evaluated_, static_cast<std::size_t>(count));
  if (share_on_ranks(executor, portion_of_values, thrown, [&](Index i, int) {
        return objective.value(points_[evaluated_ + static_cast<std::size_t>(i)]);
      })) {
    std::copy(thrown.begin(), thrown.end(),
              thrown_.begin() + static_cast<std::ptrdiff_t>(evaluated_));
  } else if (count == 1 || (parallel != nullptr && count < executor.threads())) {
    for (Index i = 0; i < count; ++i) {
      evaluate_one(i,
                   [&](const VectorXd& x) { return value_on(parallel, executor, objective, x); });
    }
  } else {
    executor.run(count, [&](Index i, int) {
      evaluate_one(i, [&](const VectorXd& x) { return objective.value(x); });
    });
  }
  evaluated_ += static_cast<std::size_t>(count);
}

double Trials::take(const VectorXd& x) {
  if (x != points_[taken_]) throw std::logic_error("expected the next point of the batch");
  if (thrown_[taken_]) std::rethrow_exception(thrown_[taken_]);
  ++counted_;
  return values_[taken_++];
}

void Trials::pass(const VectorXd& x) {
  if (!pending() || x != points_[taken_]) return;
  ++taken_;
  evaluated_ = std::max(evaluated_, taken_);
}

}  // namespace ravine
