// Mini-batches of a finite sum: each epoch is a fresh permutation, fixed by the seed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "core/random.h"
#include "ravine/finite_sum.h"

namespace ravine {

/// Hands out [0, terms) in random order, `batch_size` at a time; the last batch of an epoch may be
/// short (Bottou 1998: every epoch in a new random order).
class Batches {
 public:
  Batches(Index terms, Index batch_size, std::uint64_t seed)
      : order_(static_cast<std::size_t>(terms)),
        batch_size_(static_cast<std::size_t>(batch_size)),
        random_(seed, Random::Stream::kBatch) {
    std::iota(order_.begin(), order_.end(), Index{0});
  }

  /// True where the next batch is the first of an epoch.
  bool epoch_starts() const { return next_ == 0; }

  Index batch_size() const { return static_cast<Index>(batch_size_); }
  /// Batches in an epoch.
  Index count() const {
    return static_cast<Index>((order_.size() + batch_size_ - 1) / batch_size_);
  }

  /// The next batch, valid until the call after.
  Batch next() {
    if (next_ == 0) random_.shuffle(order_);
    const std::size_t begin = next_;
    const std::size_t count = std::min(batch_size_, order_.size() - begin);
    next_ = begin + count == order_.size() ? 0 : begin + count;
    return {order_, begin, count};
  }

 private:
  std::vector<Index> order_;
  std::size_t batch_size_;
  std::size_t next_ = 0;
  Random random_;
};

/// The mean over one batch as an objective, for any gradient source.
class BatchObjective final : public Objective, public ParallelEvaluation {
 public:
  explicit BatchObjective(const FiniteSum& sum) : sum_(sum) {}
  void select(const Batch& batch) { batch_ = batch; }
  const Batch& selected() const { return batch_; }

  Index dimension() const override { return sum_.dimension(); }
  double value(const VectorXd& x) const override { return value_on(serial_executor(), x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    return value_and_gradient_on(serial_executor(), x, gradient);
  }
  double value_on(const Executor& executor, const VectorXd& x) const override {
    return sum_.batch_value(executor, batch_, x);
  }
  double value_and_gradient_on(const Executor& executor, const VectorXd& x,
                               VectorXd& gradient) const override {
    const double f = sum_.batch_value_and_gradient(executor, batch_, x, gradient);
    expect_size(gradient, x.size());
    return f;
  }

 private:
  const FiniteSum& sum_;
  Batch batch_{std::span<const Index>()};
};

}  // namespace ravine
