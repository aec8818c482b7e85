#include "model/empirical_risk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include "kernel/machine.h"
#include "model/model.h"
#include "model/sample_blocks.h"
#include "parallel/chunk_sums.h"
#include "parallel/ranks.h"

namespace ravine {
// One thread's: what a block and the one before it need. No cache line is shared.
struct alignas(kLineBytes) EmpiricalRisk::Worker {
  std::array<Activations, 2> activations;
  BlockMemory blocks;
};

struct EmpiricalRisk::Workspace {
  std::vector<Worker> workers;
  VectorXd sums;  // of the chunks
};

// theta and its gradient in the order of the model for many samples.
struct EmpiricalRisk::Reordered {
  VectorXd theta;
  VectorXd gradient;
};

EmpiricalRisk::EmpiricalRisk(std::shared_ptr<const DataSet> data, std::unique_ptr<Loss> loss,
                             const Architecture& architecture, const Options& options)
    : data_(std::move(data)), loss_(std::move(loss)), options_(options) {
  if (data_->samples() == 0 || data_->features.cols() == 0) {
    throw std::invalid_argument(
        fmt::format("{}: expected at least one sample and one feature", data_->origin));
  }
  if (!(options.l2 >= 0.0) || !std::isfinite(options.l2)) {
    throw std::invalid_argument(fmt::format("l2: expected at least 0, got {}", options.l2));
  }
  Targets targets = loss_->encode(*data_, architecture.outputs());
  model_ = architecture.build({.features = data_->features.cols(),
                               .outputs = targets.outputs,
                               .intercept = options.intercept,
                               .probabilities = loss_->takes_probabilities()});
  if (!data_->features.sparse()) model_for_many_ = model_->for_many_samples();
  penalised_ = model_->penalised();
  blocks_ = std::make_unique<SampleBlocks>(data_->features, std::move(targets.values), dimension());
}

EmpiricalRisk::~EmpiricalRisk() = default;

const VectorXd& EmpiricalRisk::targets() const { return blocks_->targets(); }

double EmpiricalRisk::chunk_value(const Model& model, const Samples& samples, Index chunk,
                                  const VectorXd& theta, Worker& worker) const {
  Activations& activations = worker.activations.front();
  double loss = 0.0;
  blocks_->for_each(samples, chunk, worker.blocks, [&](const SampleBlock& block) {
    model.predict(block.rows, theta, activations);
    loss += loss_->value(activations.values.back(), block.targets);
  });
  return loss;
}

double EmpiricalRisk::chunk_gradient(const Model& model, const Samples& samples, Index chunk,
                                     const VectorXd& theta, Worker& worker,
                                     Eigen::Ref<VectorXd> gradient) const {
  gradient.setZero();
  double loss = 0.0;
  std::optional<Rows> last;
  blocks_->for_each(samples, chunk, worker.blocks, [&](const SampleBlock& block) {
    auto& [now, before] = worker.activations;
    // The way back of a block shares a sweep with the next one's way forward.
    std::swap(now, before);
    if (last) {
      model.backpropagate_and_predict(*last, block.rows, theta, before, now, gradient);
    } else {
      model.predict(block.rows, theta, now);
    }
    loss += loss_->value_and_derivative(now.values.back(), block.targets, now.deltas.back());
    last = block.rows;
  });
  model.backpropagate(*last, theta, worker.activations.front(), gradient);
  return loss;
}

double EmpiricalRisk::chunk_change(const Samples& samples, Index chunk, const VectorXd& theta,
                                   Worker& worker, ScoreDerivatives& known,
                                   Eigen::Ref<VectorXd> change) const {
  change.setZero();
  Activations& activations = worker.activations.front();
  double loss = 0.0;
  Index begin = samples.chunks.begin(chunk);
  blocks_->for_each(samples, chunk, worker.blocks, [&](const SampleBlock& block) {
    model_->predict(block.rows, theta, activations);
    auto& deltas = activations.deltas.back();
    loss += loss_->value_and_derivative(activations.values.back(), block.targets, deltas);
    auto rows = known.middleRows(begin, block.rows.count());
    rows.swap(deltas);
    deltas = rows - deltas;
    model_->backpropagate(block.rows, theta, activations, change);
    begin += block.rows.count();
  });
  return loss;
}

// X' D X v, where D holds the second derivatives of the losses in the scores X theta.
void EmpiricalRisk::chunk_hessian_product(const Samples& samples, Index chunk,
                                          const VectorXd& theta, const VectorXd& v, Worker& worker,
                                          Eigen::Ref<VectorXd> product) const {
  product.setZero();
  Activations& at_theta = worker.activations[0];
  Activations& along = worker.activations[1];
  blocks_->for_each(samples, chunk, worker.blocks, [&](const SampleBlock& block) {
    model_->predict(block.rows, theta, at_theta);
    loss_->value_and_derivative(at_theta.values.back(), block.targets, at_theta.deltas.back());
    model_->predict(block.rows, v, along);
    along.deltas.back() = along.values.back();
    loss_->multiply_by_curvature(at_theta.deltas.back(), block.targets, along.deltas.back());
    model_->backpropagate(block.rows, theta, along, product);
  });
}

template <class Task>
double EmpiricalRisk::mean(const Executor& executor, const Samples& samples, VectorXd* gradient,
                           Task&& task) const {
  const Pool<Workspace>::Loan workspace(workspaces_);
  const Index count = samples.chunks.count();
  auto& workers = workspace->workers;
  workers.resize(std::max(workers.size(), static_cast<std::size_t>(executor.threads())));
  const auto n = static_cast<double>(samples.chunks.n);
  if (gradient != nullptr) gradient->resize(dimension());
  if (count == 1) {
    double loss = 0.0;
    executor.run(1, [&](Index, int worker) {
      loss = task(0, workers[static_cast<std::size_t>(worker)],
                  Eigen::Map<VectorXd>(gradient == nullptr ? nullptr : gradient->data(),
                                       gradient == nullptr ? 0 : dimension()));
    });
    if (gradient != nullptr && n > 1.0) *gradient *= 1.0 / n;
    return loss / n;
  }
  // A column a chunk: its gradient, where one is asked for, and its loss. No two chunks write to
  // one cache line.
  const Index length = gradient == nullptr ? 0 : dimension();
  constexpr Index kLine = kLineNumbers<double>;
  const Index stride = (length + kLine) / kLine * kLine;
  auto& sums = workspace->sums;
  if (sums.size() < stride * count) sums.resize(stride * count);
  Eigen::Map<Eigen::MatrixXd, 0, Eigen::OuterStride<>> columns(sums.data(), length + 1, count,
                                                               Eigen::OuterStride<>(stride));
  sum_chunks(executor, columns, [&](Index chunk, int worker) {
    double* const column = sums.data() + chunk * stride;
    column[length] = task(chunk, workers[static_cast<std::size_t>(worker)],
                          Eigen::Map<VectorXd>(column, length));
  });
  if (gradient != nullptr) *gradient = columns.col(0).head(length) * (1.0 / n);
  return columns(length, 0) / n;
}

double EmpiricalRisk::mean(const Model& model, const Executor& executor, const Samples& samples,
                           const VectorXd& theta, VectorXd* gradient) const {
  return mean(
      executor, samples, gradient, [&](Index chunk, Worker& worker, Eigen::Map<VectorXd> sum) {
        return gradient == nullptr ? chunk_value(model, samples, chunk, theta, worker)
                                   : chunk_gradient(model, samples, chunk, theta, worker, sum);
      });
}

double EmpiricalRisk::mean(const Executor& executor, const Samples& samples, const VectorXd& theta,
                           VectorXd* gradient) const {
  double value = 0.0;
  if (model_for_many_ == nullptr || samples.chunks.n < kReorderedFrom) {
    value = mean(*model_, executor, samples, theta, gradient);
  } else {
    const Pool<Reordered>::Loan reordered(reordered_);
    model_for_many_->reorder(theta, reordered->theta);
    value = mean(*model_for_many_, executor, samples, reordered->theta,
                 gradient == nullptr ? nullptr : &reordered->gradient);
    if (gradient != nullptr) model_for_many_->restore(reordered->gradient, *gradient);
  }
  return options_.l2 > 0.0 ? value + penalty(theta, gradient) : value;
}

double EmpiricalRisk::penalty(const VectorXd& theta, VectorXd* gradient) const {
  double sum = 0.0;
  for (const auto& [first, last] : penalised_) {
    const auto weights = theta.segment(first, last - first);
    sum += 0.5 * options_.l2 * weights.squaredNorm();
    if (gradient != nullptr) gradient->segment(first, last - first) += options_.l2 * weights;
  }
  return sum;
}

double EmpiricalRisk::value(const VectorXd& theta) const {
  return value_on(serial_executor(), theta);
}

double EmpiricalRisk::value_and_gradient(const VectorXd& theta, VectorXd& gradient) const {
  return value_and_gradient_on(serial_executor(), theta, gradient);
}

double EmpiricalRisk::value_on(const Executor& executor, const VectorXd& theta) const {
  return mean(executor, blocks_->all(), theta, nullptr);
}

double EmpiricalRisk::value_and_gradient_on(const Executor& executor, const VectorXd& theta,
                                            VectorXd& gradient) const {
  if (is_flat()) {
    gradient.resize(0);
    return value_on(executor, theta);
  }
  return mean(executor, blocks_->all(), theta, &gradient);
}

double EmpiricalRisk::batch_value(const Executor& executor, const Batch& batch,
                                  const VectorXd& theta) const {
  return mean(executor, blocks_->of(batch), theta, nullptr);
}

double EmpiricalRisk::batch_value_and_gradient(const Executor& executor, const Batch& batch,
                                               const VectorXd& theta, VectorXd& gradient) const {
  return mean(executor, blocks_->of(batch), theta, &gradient);
}

Index EmpiricalRisk::scores() const { return model_->linear() ? model_->outputs() : 0; }

double EmpiricalRisk::batch_change(const Executor& executor, const Batch& batch,
                                   const VectorXd& theta, ScoreDerivatives& known,
                                   VectorXd& change) const {
  const Samples samples = blocks_->of(batch);
  // Each rank has the whole of `known`.
  return mean(threads_here(executor), samples, &change,
              [&](Index chunk, Worker& worker, Eigen::Map<VectorXd> sum) {
                return chunk_change(samples, chunk, theta, worker, known, sum);
              });
}

void EmpiricalRisk::add_penalty_gradient(const VectorXd& theta, VectorXd& gradient) const {
  penalty(theta, &gradient);
}

void EmpiricalRisk::hessian_product_on(const Executor& executor, const VectorXd& theta,
                                       const VectorXd& v, VectorXd& product) const {
  const Samples samples = blocks_->all();
  mean(executor, samples, &product, [&](Index chunk, Worker& worker, Eigen::Map<VectorXd> sum) {
    chunk_hessian_product(samples, chunk, theta, v, worker, sum);
    return 0.0;  // no value is asked for
  });
  penalty(v, &product);  // a quadratic, whose gradient at v is its Hessian times v
}

}  // namespace ravine
