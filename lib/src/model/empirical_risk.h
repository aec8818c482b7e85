// What learning minimises: the mean loss of a model on a data set, with a penalty on its size.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "loss/loss.h"
#include "model/model.h"
#include "parallel/pool.h"
#include "ravine/data_set.h"
#include "ravine/export.h"
#include "ravine/finite_sum.h"

namespace ravine {

struct Samples;
class SampleBlocks;

/// R(theta) = (1/n) sum_i L(f_theta(x_i), y_i) + (l2/2) |w|^2 (Vapnik 1998, sec. 1.5), w being
/// theta without intercepts and biases. The samples are cut into chunks by n and the model's size
/// alone, and the sums of the chunks are added in one fixed tree. So no bit depends on the
/// executor. Samples that fit into one chunk wake no thread. A gradient reads each sample once,
/// forward and back while it is in cache, and once warm allocates nothing.
class RAVINE_EXPORT EmpiricalRisk final : public FiniteSum,
                                          public ParallelEvaluation,
                                          public LinearScores,
                                          public HessianProducts,
                                          public Flat {
 public:
  struct Options {
    double l2 = 0.0;         ///< at least 0
    bool intercept = false;  ///< of a linear model
  };

  /// Throws std::invalid_argument for a label that the loss does not take, for a data set without
  /// samples, for an l2 out of range, and for a model that does not fit the loss.
  EmpiricalRisk(std::shared_ptr<const DataSet> data, std::unique_ptr<Loss> loss,
                const Architecture& architecture, const Options& options);
  ~EmpiricalRisk() override;

  const Model& model() const { return *model_; }
  const Loss& loss() const { return *loss_; }
  const DataSet& data() const { return *data_; }
  /// The labels of the data as the loss takes them.
  const VectorXd& targets() const;

  Index dimension() const override { return model_->parameters(); }
  Index terms() const override { return data_->samples(); }
  bool is_flat() const override { return !loss_->differentiable(); }
  /// Where the model starts, for a seed.
  VectorXd start(std::uint64_t seed) const { return model_->start(seed); }

  double value(const VectorXd& theta) const override;
  double value_and_gradient(const VectorXd& theta, VectorXd& gradient) const override;
  double value_on(const Executor& executor, const VectorXd& theta) const override;
  double value_and_gradient_on(const Executor& executor, const VectorXd& theta,
                               VectorXd& gradient) const override;
  double batch_value(const Executor& executor, const Batch& batch,
                     const VectorXd& theta) const override;
  double batch_value_and_gradient(const Executor& executor, const Batch& batch,
                                  const VectorXd& theta, VectorXd& gradient) const override;

  Index scores() const override;
  double batch_change(const Executor& executor, const Batch& batch, const VectorXd& theta,
                      ScoreDerivatives& known, VectorXd& change) const override;
  void add_penalty_gradient(const VectorXd& theta, VectorXd& gradient) const override;

  /// True of a model that is linear in theta with a loss that has second derivatives. A product
  /// reads each sample once.
  bool has_hessian_products() const override { return model_->linear() && loss_->curved(); }
  void hessian_product_on(const Executor& executor, const VectorXd& theta, const VectorXd& v,
                          VectorXd& product) const override;

  /// True of a loss whose targets are classes.
  bool classifies() const { return loss_->classifies(); }
  /// The part of the value that is no loss: (l2/2) |w|^2.
  double penalty(const VectorXd& theta) const { return penalty(theta, nullptr); }

 private:
  struct Worker;
  struct Workspace;
  struct Reordered;

  double chunk_value(const Model& model, const Samples& samples, Index chunk, const VectorXd& theta,
                     Worker& worker) const;
  double chunk_gradient(const Model& model, const Samples& samples, Index chunk,
                        const VectorXd& theta, Worker& worker, Eigen::Ref<VectorXd> gradient) const;
  double chunk_change(const Samples& samples, Index chunk, const VectorXd& theta, Worker& worker,
                      ScoreDerivatives& known, Eigen::Ref<VectorXd> change) const;
  void chunk_hessian_product(const Samples& samples, Index chunk, const VectorXd& theta,
                             const VectorXd& v, Worker& worker, Eigen::Ref<VectorXd> product) const;
  double mean(const Executor& executor, const Samples& samples, const VectorXd& theta,
              VectorXd* gradient) const;
  /// Without the penalty, with theta and gradient in the order of `model`.
  double mean(const Model& model, const Executor& executor, const Samples& samples,
              const VectorXd& theta, VectorXd* gradient) const;
  /// The mean of what `task(chunk, worker, sum)` returns, and of the sums that it writes where
  /// `gradient` is not null.
  template <class Task>
  double mean(const Executor& executor, const Samples& samples, VectorXd* gradient,
              Task&& task) const;

  /// The penalty's value at theta; its gradient is added to `gradient` where there is one.
  double penalty(const VectorXd& theta, VectorXd* gradient) const;

  std::shared_ptr<const DataSet> data_;
  std::unique_ptr<Loss> loss_;
  Options options_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<Model> model_for_many_;  // null where it is the same
  std::vector<std::pair<Index, Index>> penalised_;
  std::unique_ptr<SampleBlocks> blocks_;
  mutable Pool<Workspace> workspaces_;  // memory alone, no state
  mutable Pool<Reordered> reordered_;   // likewise
};

}  // namespace ravine
