// A small sum of squares for the tests of methods that take sums only.
#pragma once

#include <Eigen/Cholesky>
#include <vector>

#include "core/random.h"
#include "ravine/objective.h"

namespace ravine {

/// The mean of (a_i'x - y_i)^2 / 2 over n random samples, plus l2 / 2 |x|^2. Notes its batches.
class LeastSquares final : public FiniteSum, public LinearScores {
 public:
  using Long = Eigen::Matrix<long double, Eigen::Dynamic, 1>;
  static constexpr double kL2 = 0.125;

  /// With `linear`, offers its terms' scores.
  LeastSquares(Index n, Index d, bool linear) : a_(n, d), y_(n), linear_(linear) {
    Random random(1, Random::Stream::kData);
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j < d; ++j) a_(i, j) = random.normal();
      y_[i] = random.normal();
    }
  }

  Index dimension() const override { return a_.cols(); }
  Index terms() const override { return a_.rows(); }
  double value(const VectorXd& x) const override {
    return 0.5 * (a_ * x - y_).squaredNorm() / static_cast<double>(terms()) +
           0.5 * kL2 * x.squaredNorm();
  }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = a_.transpose() * (a_ * x - y_) / static_cast<double>(terms()) + kL2 * x;
    return value(x);
  }
  double batch_value(const Executor&, const Batch& batch, const VectorXd& x) const override {
    double sum = 0.0;
    for (const Index i : batch.terms) sum += 0.5 * residual(i, x) * residual(i, x);
    return sum / static_cast<double>(batch.terms.size()) + 0.5 * kL2 * x.squaredNorm();
  }
  double batch_value_and_gradient(const Executor& executor, const Batch& batch, const VectorXd& x,
                                  VectorXd& gradient) const override {
    batches.emplace_back(batch.terms.begin(), batch.terms.end());
    gradient = VectorXd::Zero(dimension());
    for (const Index i : batch.terms) gradient += residual(i, x) * a_.row(i).transpose();
    gradient = gradient / static_cast<double>(batch.terms.size()) + kL2 * x;
    return batch_value(executor, batch, x);
  }

  Index scores() const override { return linear_ ? 1 : 0; }
  double batch_change(const Executor& executor, const Batch& batch, const VectorXd& x,
                      ScoreDerivatives& known, VectorXd& change) const override {
    batches.emplace_back(batch.terms.begin(), batch.terms.end());
    change = VectorXd::Zero(dimension());
    for (std::size_t k = 0; k < batch.terms.size(); ++k) {
      const auto row = static_cast<Index>(k);
      change += (residual(batch.terms[k], x) - known(row, 0)) * a_.row(batch.terms[k]).transpose();
      known(row, 0) = residual(batch.terms[k], x);
    }
    change /= static_cast<double>(batch.terms.size());
    return batch_value(executor, batch, x);
  }
  void add_penalty_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient += kL2 * x;
  }

  /// The gradient of term i without the penalty, in long double.
  Long term_gradient(Index i, const Long& x) const {
    const Long a = a_.row(i).transpose().cast<long double>();
    return (a.dot(x) - static_cast<long double>(y_[i])) * a;
  }
  VectorXd minimiser() const {
    const Eigen::MatrixXd hessian = a_.transpose() * a_ / static_cast<double>(terms()) +
                                    kL2 * Eigen::MatrixXd::Identity(dimension(), dimension());
    return hessian.ldlt().solve(a_.transpose() * y_ / static_cast<double>(terms()));
  }

  mutable std::vector<std::vector<Index>> batches;

 private:
  double residual(Index i, const VectorXd& x) const { return a_.row(i).dot(x) - y_[i]; }

  Eigen::MatrixXd a_;
  VectorXd y_;
  bool linear_;
};

}  // namespace ravine
