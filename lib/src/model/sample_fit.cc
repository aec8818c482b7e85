#include "model/sample_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/quoted.h"
#include "kernel/machine.h"
#include "model/sample_blocks.h"
#include "parallel/chunk_sums.h"

namespace ravine {
namespace {

// One thread's. No cache line is shared.
struct alignas(kLineBytes) Worker {
  Activations activations;
  BlockMemory blocks;
};

/// The targets of `data` by those that the risk's own samples have for the same labels.
VectorXd targets_of(const EmpiricalRisk& risk, const DataSet& data) {
  if (!risk.classifies()) return data.labels;
  std::map<double, double> targets;
  for (Index i = 0; i < risk.terms(); ++i) targets[risk.data().labels[i]] = risk.targets()[i];
  VectorXd found(data.samples());
  for (Index i = 0; i < data.samples(); ++i) {
    const auto known = targets.find(data.labels[i]);
    if (known == targets.end()) {
      throw std::invalid_argument(
          fmt::format("{}: held out with the label {}, which no training sample has: expected each "
                      "class among the training samples",
                      data.where(i), in_quotes(data.label_text(i))));
    }
    found[i] = known->second;
  }
  return found;
}

}  // namespace

struct SampleFit::Workspace {
  std::vector<Worker> workers;
  Eigen::MatrixXd sums;  // a chunk's loss and error in its column
};

SampleFit::SampleFit(const EmpiricalRisk& risk, std::shared_ptr<const DataSet> data)
    : risk_(risk), data_(std::move(data)) {
  blocks_ =
      std::make_unique<SampleBlocks>(data_->features, targets_of(risk_, *data_), risk_.dimension());
}

SampleFit::~SampleFit() = default;

Fit SampleFit::at(const Executor& executor, const VectorXd& theta) const {
  const Samples samples = blocks_->all();
  const Pool<Workspace>::Loan workspace(workspaces_);
  auto& workers = workspace->workers;
  auto& sums = workspace->sums;
  workers.resize(std::max(workers.size(), static_cast<std::size_t>(executor.threads())));
  sums.resize(2, samples.chunks.count());
  sum_chunks(executor, sums, [&](Index chunk, int worker_index) {
    Worker& worker = workers[static_cast<std::size_t>(worker_index)];
    double loss = 0.0;
    double error = 0.0;
    blocks_->for_each(samples, chunk, worker.blocks, [&](const SampleBlock& block) {
      risk_.model().predict(block.rows, theta, worker.activations);
      const auto& scores = worker.activations.values.back();
      loss += risk_.loss().value(scores, block.targets);
      error += risk_.classifies() ? static_cast<double>(count_wrong(scores, block.targets))
                                  : (scores.col(0) - block.targets).squaredNorm();
    });
    sums.col(chunk) << loss, error;
  });
  const auto n = static_cast<double>(data_->samples());
  const double error = sums(1, 0) / n;
  return {sums(0, 0) / n, risk_.classifies() ? error : std::sqrt(error)};
}

}  // namespace ravine
