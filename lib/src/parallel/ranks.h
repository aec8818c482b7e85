// The processes of an MPI job as a backend: evaluations are shared out among them.
//
// Every rank runs the same method on the same objective, and so asks for the same points. Of
// several points that do not wait for each other, each rank evaluates some, and all ranks then know
// all values. A single value, and an analytic gradient, the first rank evaluates and tells; but an
// objective whose evaluation is spread over an executor is asked on all ranks, which share its work
// out (chunk_sums.h). Whatever else a method computes, each rank computes for itself. So every rank
// has every result, with the same bits and counts, and whatever the function throws, all ranks
// throw.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ravine/executor.h"
#include "ravine/export.h"

namespace ravine {

/// The ranks of this job, with the same number of threads in each. Without mpirun there is one
/// rank.
class Ranks final : public Executor {
 public:
  /// Collective: every rank makes one. Throws std::invalid_argument where the library was built
  /// without MPI.
  explicit Ranks(int threads_each);

  std::string backend() const override { return "mpi"; }
  /// Those of all ranks together.
  int threads() const override { return size_ * inner_->threads(); }
  /// Runs every task on this rank.
  void run(Eigen::Index count, TaskRef task) const override { inner_->run(count, task); }

  /// Collective: fills values[i] with `value(i, worker)` of the rank that task i falls to.
  /// thrown[i] is what it threw; from another rank, a std::runtime_error that names the rank and
  /// says what.
  void share(std::span<double> values, std::vector<std::exception_ptr>& thrown,
             const std::function<double(Eigen::Index task, int worker)>& value) const;

  /// Collective: rank 0 calls `fill`, which writes to `values`, and tells all. What it throws, all
  /// throw.
  void once(std::span<double> values, const std::function<void()>& fill) const;

  /// Collective: each rank has filled its part of `values`, one after the other of `lengths`, and
  /// then knows all. Where one rank has `thrown`, all throw.
  void gather(std::span<double> values, const std::vector<Eigen::Index>& lengths,
              const std::exception_ptr& thrown) const;

  /// The threads of this rank alone.
  const Executor& here() const { return *inner_; }

  int rank() const { return rank_; }
  int size() const { return size_; }

 private:
  std::unique_ptr<Executor> inner_;
  int rank_ = 0;
  int size_ = 1;
};

/// The executor's ranks; null where it is another backend, or there is one rank.
inline const Ranks* ranks_of(const Executor& executor) {
  if (executor.threads() == 1) return nullptr;
  const auto* const ranks = dynamic_cast<const Ranks*>(&executor);
  return ranks != nullptr && ranks->size() > 1 ? ranks : nullptr;
}

/// The executor's threads in this process, for work that leaves something behind in memory.
inline const Executor& threads_here(const Executor& executor) {
  const Ranks* const ranks = ranks_of(executor);
  return ranks == nullptr ? executor : ranks->here();
}

/// True where MPI is built in.
bool has_ranks();

/// The rank of this process in its job, as mpirun says; 0 where it was not started by one.
RAVINE_EXPORT int rank_of_process();
/// How many processes its job has.
RAVINE_EXPORT int ranks_of_job();

/// Collective: the first process of the job runs `task`, and the others wait for it. What it
/// throws, all throw.
RAVINE_EXPORT void on_first_rank(const std::function<void()>& task);

/// Ends all processes of the job with this status. Returns where MPI is not at work.
RAVINE_EXPORT void end_job(int status);

}  // namespace ravine
