#include "benchmarks/plain_gradient.h"

#include <algorithm>
#include <stdexcept>
#include <type_traits>

namespace ravine {
namespace {

// Rows of a block: both products read it from a core's own cache (100 KB of Fashion-MNIST).
constexpr Index kBlockRows = 16;

}  // namespace

PlainGradient::PlainGradient(std::shared_ptr<const DataSet> data, std::unique_ptr<Loss> loss,
                             OutputKind kind)
    : data_(std::move(data)),
      loss_(std::move(loss)),
      targets_(loss_->encode(*data_, kind)),
      chunks_(Chunks::of(data_->samples(), kBlockRows, 64)),
      partials_(targets_.outputs * data_->features.cols(), chunks_.count()),
      losses_(static_cast<std::size_t>(chunks_.count())) {
  if (data_->features.sparse()) throw std::invalid_argument("plain gradients: expected dense data");
}

template <class Matrix>
void PlainGradient::add_up(const Matrix& x, const Executor& executor, const VectorXd& theta) {
  const Eigen::Map<const RowMatrix> weights(theta.data(), targets_.outputs, x.cols());
  executor.run(chunks_.count(), [&](Index chunk, int) {
    Eigen::Map<RowMatrix> sum(partials_.col(chunk).data(), weights.rows(), weights.cols());
    RowMatrix scores;
    RowMatrix factors;
    RowMatrix doubles;
    double loss = 0.0;
    const auto add_block = [&](const auto& rows, Index begin) {
      scores.noalias() = rows * weights.transpose();
      factors.resize(scores.rows(), scores.cols());
      loss +=
          loss_->value_and_derivative(scores, targets_.values.segment(begin, rows.rows()), factors);
      sum.noalias() += factors.transpose() * rows;
    };
    sum.setZero();
    for (Index begin = chunks_.begin(chunk); begin < chunks_.end(chunk); begin += kBlockRows) {
      const auto block = x.middleRows(begin, std::min(kBlockRows, chunks_.end(chunk) - begin));
      if constexpr (std::is_same_v<typename Matrix::Scalar, double>) {
        add_block(block, begin);
      } else {
        doubles = block.template cast<double>();
        add_block(doubles, begin);
      }
    }
    losses_[static_cast<std::size_t>(chunk)] = loss;
  });
}

double PlainGradient::operator()(const Executor& executor, const VectorXd& theta,
                                 VectorXd& gradient) {
  data_->features.visit([&]<class Matrix>(const Matrix& x) {
    if constexpr (std::is_base_of_v<Eigen::MatrixBase<Matrix>, Matrix>) add_up(x, executor, theta);
  });
  tree_sum_columns(executor, partials_);
  const auto n = static_cast<double>(data_->samples());
  gradient = partials_.col(0) / n;
  return tree_sum(losses_) / n;
}

}  // namespace ravine
