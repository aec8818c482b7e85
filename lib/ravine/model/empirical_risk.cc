#include "ravine/model/empirical_risk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "ravine/parallel/ordered.h"

namespace ravine {
namespace {

// The cut of samples into chunks: few enough that a gradient a chunk is little memory, and each
// with work enough (in multiplications) that handing it to a thread costs next to nothing.
constexpr Index kMostChunks = 64;
constexpr Index kSmallestWork = 65536;
constexpr Index kSmallestChunk = 16;

// A block of rows is used twice, forward and back; this much stays in a core's own cache.
constexpr std::size_t kBlockBytes = 128 * 1024;

Index rows_a_block(const Features& features) {
  const std::size_t row = features.bytes() / static_cast<std::size_t>(features.rows());
  return std::max<Index>(1, static_cast<Index>(kBlockBytes / std::max<std::size_t>(row, 1)));
}

}  // namespace

struct EmpiricalRisk::Worker {
  Activations activations;
  VectorXd targets;  // of a mini-batch's rows
};

// All samples, or those of a mini-batch.
struct EmpiricalRisk::Samples {
  std::span<const Index> batch;  // empty: all
  Chunks chunks;

  Samples(const EmpiricalRisk& risk, std::span<const Index> given) : batch(given) {
    const Index n = batch.empty() ? risk.terms() : static_cast<Index>(batch.size());
    chunks = Chunks::of(n, std::max(kSmallestChunk, kSmallestWork / risk.dimension()), kMostChunks);
  }
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
  targets_ = loss_->encode(*data_, architecture.outputs());
  model_ = architecture.build({.features = data_->features.cols(),
                               .outputs = targets_.outputs,
                               .intercept = options.intercept,
                               .probabilities = loss_->takes_probabilities()});
  block_rows_ = rows_a_block(data_->features);
}

template <class Task>
void EmpiricalRisk::for_each_block(const Executor& executor, const Samples& samples,
                                   Task&& task) const {
  std::vector<Worker> workers(static_cast<std::size_t>(executor.threads()));
  executor.run(samples.chunks.count(), [&](Index chunk, int worker_index) {
    Worker& worker = workers[static_cast<std::size_t>(worker_index)];
    const Index last = samples.chunks.end(chunk);
    for (Index begin = samples.chunks.begin(chunk); begin < last; begin += block_rows_) {
      const Index end = std::min(last, begin + block_rows_);
      if (samples.batch.empty()) {
        task(worker, chunk, Rows(data_->features, begin, end),
             targets_.values.segment(begin, end - begin));
        continue;
      }
      const auto part = samples.batch.subspan(static_cast<std::size_t>(begin),
                                              static_cast<std::size_t>(end - begin));
      worker.targets.resize(end - begin);
      for (Index i = 0; i < end - begin; ++i) {
        worker.targets[i] = targets_.values[part[static_cast<std::size_t>(i)]];
      }
      task(worker, chunk, Rows(data_->features, part), worker.targets);
    }
  });
}

double EmpiricalRisk::mean(const Executor& executor, const Samples& samples, const VectorXd& theta,
                           VectorXd* gradient) const {
  const Index count = samples.chunks.count();
  std::vector<double> losses(static_cast<std::size_t>(count), 0.0);
  Eigen::MatrixXd gradients;
  if (gradient != nullptr) gradients.setZero(dimension(), count);
  for_each_block(executor, samples,
                 [&](Worker& worker, Index chunk, const Rows& rows,
                     const Eigen::Ref<const VectorXd>& targets) {
                   Activations& activations = worker.activations;
                   double& loss = losses[static_cast<std::size_t>(chunk)];
                   model_->predict(rows, theta, activations);
                   if (gradient == nullptr) {
                     loss += loss_->value(activations.values.back(), targets);
                     return;
                   }
                   loss += loss_->value_and_derivative(activations.values.back(), targets,
                                                       activations.deltas.back());
                   model_->backpropagate(rows, theta, activations, gradients.col(chunk));
                 });
  const auto n = static_cast<double>(samples.chunks.n);
  double value = tree_sum(losses) / n;
  for (const auto& [first, last] : model_->penalised()) {
    value += 0.5 * options_.l2 * theta.segment(first, last - first).squaredNorm();
  }
  if (gradient == nullptr) return value;
  tree_sum_columns(executor, gradients);
  *gradient = gradients.col(0) / n;
  for (const auto& [first, last] : model_->penalised()) {
    gradient->segment(first, last - first) += options_.l2 * theta.segment(first, last - first);
  }
  return value;
}

double EmpiricalRisk::value(const VectorXd& theta) const {
  return value_on(serial_executor(), theta);
}

double EmpiricalRisk::value_and_gradient(const VectorXd& theta, VectorXd& gradient) const {
  return value_and_gradient_on(serial_executor(), theta, gradient);
}

double EmpiricalRisk::value_on(const Executor& executor, const VectorXd& theta) const {
  return mean(executor, Samples(*this, {}), theta, nullptr);
}

double EmpiricalRisk::value_and_gradient_on(const Executor& executor, const VectorXd& theta,
                                            VectorXd& gradient) const {
  return mean(executor, Samples(*this, {}), theta, &gradient);
}

double EmpiricalRisk::batch_value(const Executor& executor, std::span<const Index> batch,
                                  const VectorXd& theta) const {
  return mean(executor, Samples(*this, batch), theta, nullptr);
}

double EmpiricalRisk::batch_value_and_gradient(const Executor& executor,
                                               std::span<const Index> batch, const VectorXd& theta,
                                               VectorXd& gradient) const {
  return mean(executor, Samples(*this, batch), theta, &gradient);
}

std::optional<double> EmpiricalRisk::error_rate(const Executor& executor,
                                                const VectorXd& theta) const {
  if (!loss_->classifies()) return std::nullopt;
  const Samples all(*this, {});
  std::vector<Index> wrong(static_cast<std::size_t>(all.chunks.count()), 0);
  for_each_block(executor, all,
                 [&](Worker& worker, Index chunk, const Rows& rows,
                     const Eigen::Ref<const VectorXd>& targets) {
                   model_->predict(rows, theta, worker.activations);
                   wrong[static_cast<std::size_t>(chunk)] +=
                       count_wrong(worker.activations.values.back(), targets);
                 });
  Index sum = 0;
  for (const Index w : wrong) sum += w;
  return static_cast<double>(sum) / static_cast<double>(terms());
}

}  // namespace ravine
