// What a run takes on P processors, counted without having them.
#pragma once

#include <Eigen/Core>
#include <array>
#include <bit>
#include <stdexcept>
#include <string>

namespace ravine {

/// The rounds of a run on P = 2, 4, ..., 1024 processors. Evaluations that do not wait for each
/// other go out as one batch, and a batch of k takes ceil(k / P) rounds. A value with its gradient,
/// and a product of the Hessian with a vector, take one round on one processor. The counts do not
/// depend on the threads and the backend of the run. A sum over samples has none, because one
/// evaluation of it is parallel itself.
class Rounds {
 public:
  static constexpr std::array<int, 10> kProcessors{2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
  using Counts = std::array<Eigen::Index, kProcessors.size()>;

  Rounds() = default;
  /// `counts` in the order of kProcessors.
  explicit Rounds(const Counts& counts) : counts_(counts), counted_(true) {}

  /// False for a sum over samples.
  bool counted() const { return counted_; }

  /// The rounds on so many processors, one of kProcessors. Throws std::invalid_argument for another
  /// number, and where none are counted.
  Eigen::Index on(int processors) const {
    const auto p = static_cast<unsigned>(processors);
    if (processors < kProcessors.front() || processors > kProcessors.back() ||
        !std::has_single_bit(p)) {
      throw std::invalid_argument("rounds: expected 2, 4, 8, ..., 1024 processors, got " +
                                  std::to_string(processors));
    }
    if (!counted_) throw std::invalid_argument("rounds: a sum over samples has none");
    return counts_[static_cast<std::size_t>(std::countr_zero(p)) - 1];
  }

  bool operator==(const Rounds&) const = default;

 private:
  Counts counts_{};
  bool counted_ = false;
};

}  // namespace ravine
