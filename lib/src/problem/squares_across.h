// Sums of squares that are taken at many points at once.
#pragma once

#include <memory>
#include <utility>

#include "kernel/sixteen_points.h"
#include "problem/formula.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {

/// The sum of squares of a `text` that reads x only by x[i] and x.size(), and adds the squares up
/// one by one. A point evaluated beside others then has the bits that it has alone.
template <class Text>
class SquaresAcross : public SumOfSquaresOf<Text>, public ManyPoints {
 public:
  using SumOfSquaresOf<Text>::SumOfSquaresOf;

  Index lanes() const override { return SixteenPoints::kCount; }
  void values(const Points& points, VectorXd& values) const override {
    values_across([this](const auto& x) { return this->value_at(x); }, points, values);
  }

 private:
  template <class X>
  ScalarOf<X> value_at(const X& x) const {
    ValueOfSquares<ScalarOf<X>> taker;
    this->text()(x, taker);
    return taker.value();
  }
};

/// The sum of all entries.
template <class X>
ScalarOf<X> sum_of(const X& x) {
  ScalarOf<X> sum = 0;
  for (Index i = 0; i < x.size(); ++i) sum += x[i];
  return sum;
}

/// The problem that `text` gives.
template <class Text>
std::unique_ptr<Problem> squares_across(const Parameters& parameters, const Known& known,
                                        Text text) {
  return problem_of(parameters, known,
                    std::make_unique<SquaresAcross<Text>>(known.start.size(), std::move(text)));
}

}  // namespace ravine::problem
