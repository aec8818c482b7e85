// Sums of squares whose residuals read neighbouring coordinates only: partially separable, and
// taken at many points at once.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include "problem/formula.h"
#include "problem/squares_across.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {

/// Residuals in groups 0, 1, ...: group k reads coordinates between k stride - below and
/// k stride + above, as far as these are in [0, n).
struct Band {
  Index groups;
  Index stride;
  Index below;
  Index above;

  /// The groups that may read x_i: begin <= k < end.
  Index begin(Index i) const { return std::max(Index{0}, i - above + stride - 1) / stride; }
  Index end(Index i) const { return std::min(groups, (i + below) / stride + 1); }
};

/// x_j, and zero beyond the ends.
template <class X>
ScalarOf<X> padded(const X& x, Index j) {
  if (j < 0 || j >= x.size()) return 0.0;
  return x[j];
}

/// The slope along x_j, and none beyond the ends.
template <class Real, class X>
Slope<Real> slope_of(const X& x, Index j, Real slope) {
  if (j < 0 || j >= x.size()) return {0, Real(0)};
  return {j, slope};
}

/// Every group of `text(x, k, taker)`, which hands over the residuals of group k.
template <class Text>
struct AllGroups {
  Index groups;
  Text text;

  template <class X, class Taker>
  void operator()(const X& x, Taker& taker) const {
    for (Index k = 0; k < groups; ++k) text(x, k, taker);
  }
};

/// The sum of the squares that all groups hand over.
template <class Text>
class BandedSquares final : public SquaresAcross<AllGroups<Text>>, public TouchedTerms {
 public:
  BandedSquares(Index dimension, Band band, Text text)
      : SquaresAcross<AllGroups<Text>>(dimension, {band.groups, std::move(text)}), band_(band) {}

  double touched_value(const VectorXd& x, Index i) const override {
    ValueOfSquares<double> taker;
    const Index end = band_.end(i);
    for (Index k = band_.begin(i); k < end; ++k) this->text().text(x, k, taker);
    return taker.value();
  }

 private:
  Band band_;
};

/// The problem that `text` gives.
template <class Text>
std::unique_ptr<Problem> banded_squares(const Parameters& parameters, const Known& known, Band band,
                                        Text text) {
  return problem_of(
      parameters, known,
      std::make_unique<BandedSquares<Text>>(known.start.size(), band, std::move(text)));
}

}  // namespace ravine::problem
