#include "gradient/coordinate_samples.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include "gradient/crossover.h"
#include "gradient/on_ranks.h"

namespace ravine {
namespace {

/// f where one entry of `point` is another; `point` is as before afterwards, unless `value` throws.
template <class Value>
double at_position(VectorXd& point, Index i, double position, const Value& value) {
  const double x = point[i];
  point[i] = position;
  const double f = value(point);
  point[i] = x;
  return f;
}

}  // namespace

void CoordinateSamples::evaluate(const Objective& objective, const Executor& executor,
                                 const VectorXd& x, bool base_too) {
  values.resizeLike(at);
  count_ = at.size() + (base_too ? 1 : 0);
  const TouchedTerms* const sum = touched_.of(objective);
  if (sum == nullptr && evaluate_on_ranks(objective, executor, x)) return;
  const Executor& chosen = worth_waking(executor, count_, cost_);
  points_.begin(chosen);
  const ManyPoints* const many = many_.of(objective);
  const ParallelEvaluation* const parallel = parallel_.of(objective);
  if (sum != nullptr) {
    evaluate_touched(objective, *sum, chosen, x);
  } else if (many != nullptr && at.size() >= many->lanes()) {
    evaluate_batched(objective, *many, chosen, x);
  } else if (parallel != nullptr && count_ < chosen.threads()) {
    evaluate_spread(*parallel, chosen, x);
  } else {
    evaluate_each(objective, chosen, x);
  }
}

template <class Value>
void CoordinateSamples::evaluate_sample(Index sample, VectorXd& point, const Value& value) {
  if (sample == at.size()) {
    base = value(point);
  } else {
    values.data()[sample] = at_position(point, sample / at.rows(), at.data()[sample], value);
  }
}

// The coordinates of a chunk are many, since a few terms cost nanoseconds.
void CoordinateSamples::evaluate_touched(const Objective& objective, const TouchedTerms& sum,
                                         const Executor& executor, const VectorXd& x) {
  const Chunks chunks = Chunks::of(x.size(), 32 * kLineNumbers<double>, 256);
  executor.run(chunks.count() + count_ - at.size(), [&](Index chunk, int worker) {
    with_point(worker, x, [&](VectorXd& point) {
      if (chunk == chunks.count()) {
        base = objective.value(point);
        return;
      }
      for (Index i = chunks.begin(chunk); i < chunks.end(chunk); ++i) {
        for (Index k = 0; k < at.rows(); ++k) {
          values(k, i) = at_position(point, i, at(k, i),
                                     [&](const VectorXd& p) { return sum.touched_value(p, i); });
        }
      }
    });
  });
}

// Samples fill a batch in the order in which they lie in memory; those over are taken one by one.
void CoordinateSamples::evaluate_batched(const Objective& objective, const ManyPoints& many,
                                         const Executor& executor, const VectorXd& x) {
  const Index lanes = many.lanes();
  const Index full = at.size() / lanes;
  batches_.begin(executor);
  executor.run(full + count_ - full * lanes, [&](Index task, int worker) {
    if (task >= full) {
      with_point(worker, x, [&](VectorXd& point) {
        evaluate_sample(full * lanes + task - full, point,
                        [&](const VectorXd& p) { return objective.value(p); });
      });
      return;
    }
    const auto fill = [&](PointBatch& fresh) {
      fresh.points.resize(x.size(), lanes);
      for (Index i = 0; i < x.size(); ++i) fresh.points.row(i).setConstant(x[i]);
      fresh.values.resize(lanes);
    };
    batches_.with(worker, fill,
                  [&](PointBatch& batch) { evaluate_batch(many, x, task * lanes, batch); });
  });
}

void CoordinateSamples::evaluate_batch(const ManyPoints& many, const VectorXd& x, Index first,
                                       PointBatch& batch) {
  const Index lanes = batch.values.size();
  // Puts entry(i, sample) into the lane of each sample, at the coordinate i that it moves.
  const auto put = [&](const auto& entry) {
    Index i = first / at.rows();
    Index k = first % at.rows();
    for (Index lane = 0; lane < lanes; ++lane) {
      batch.points(i, lane) = entry(i, first + lane);
      if (++k < at.rows()) continue;
      k = 0;
      ++i;
    }
  };
  put([&](Index, Index sample) { return at.data()[sample]; });
  many.values(batch.points, batch.values);
  values.reshaped().segment(first, lanes) = batch.values;
  put([&](Index i, Index) { return x[i]; });
}

void CoordinateSamples::evaluate_each(const Objective& objective, const Executor& executor,
                                      const VectorXd& x) {
  chunks_.cut(count_, executor.threads());
  executor.run(chunks_.count(), [&](Index chunk, int worker) {
    with_point(worker, x, [&](VectorXd& point) {
      for (Index sample = chunks_.begin(chunk); sample < chunks_.end(chunk); ++sample) {
        evaluate_sample(sample, point, [&](const VectorXd& p) { return objective.value(p); });
      }
    });
  });
}

bool CoordinateSamples::evaluate_on_ranks(const Objective& objective, const Executor& executor,
                                          const VectorXd& x) {
  if (ranks_of(executor) == nullptr) return false;
  points_.begin(executor);
  on_ranks_.resize(static_cast<std::size_t>(count_));
  const auto value = [&](const VectorXd& p) { return objective.value(p); };
  std::vector<std::exception_ptr> thrown;
  if (!share_on_ranks(executor, on_ranks_, thrown, [&](Index sample, int worker) {
        double f = 0.0;
        with_point(worker, x, [&](VectorXd& point) {
          f = sample == at.size()
                  ? value(point)
                  : at_position(point, sample / at.rows(), at.data()[sample], value);
        });
        return f;
      })) {
    return false;
  }
  for (const std::exception_ptr& each : thrown) {
    if (each) std::rethrow_exception(each);
  }
  std::copy_n(on_ranks_.begin(), at.size(), values.data());
  if (count_ > at.size()) base = on_ranks_.back();
  return true;
}

// Fewer samples than threads: the threads share each evaluation.
void CoordinateSamples::evaluate_spread(const ParallelEvaluation& parallel,
                                        const Executor& executor, const VectorXd& x) {
  with_point(0, x, [&](VectorXd& point) {
    for (Index sample = 0; sample < count_; ++sample) {
      evaluate_sample(sample, point,
                      [&](const VectorXd& p) { return parallel.value_on(executor, p); });
    }
  });
}

void CoordinateSamples::tell(const Objective& objective, Index counted, Probes& probes) {
  const bool whole = !touches_terms(objective);
  for (Index i = 0; i < at.cols(); ++i) {
    for (Index k = 0; k < counted; ++k) {
      const double value = values(k, i);
      if (!std::isfinite(value)) {
        ++probes.non_finite;
      } else if (whole && value < probes.best) {
        probes.best = value;
        probes.coordinate = i;
        probes.position = at(k, i);
      }
    }
  }
}

}  // namespace ravine
