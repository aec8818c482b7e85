#include "parallel/backend.h"

#include <fmt/format.h>

#include <stdexcept>

#include "parallel/ranks.h"
#include "ravine/spec.h"

namespace ravine {
namespace {

class Serial final : public Executor {
 public:
  std::string backend() const override { return serial_executor().backend(); }
  int threads() const override { return 1; }
  void run(Eigen::Index count, TaskRef task) const override { serial_executor().run(count, task); }
};

}  // namespace

const std::vector<BackendInfo>& backends() {
  static const std::vector<BackendInfo> all = [] {
    std::vector<BackendInfo> known = {
        {"serial", "the calling thread alone"},
        {"openmp", "OpenMP, tasks claimed one at a time"},
        {"tbb", "oneAPI Threading Building Blocks, in an arena of its own"},
    };
    if (has_ranks()) known.push_back({"mpi", "the processes of mpirun, with so many threads each"});
    return known;
  }();
  return all;
}

std::unique_ptr<Executor> make_executor(std::string_view backend, int threads) {
  if (threads < 1 || threads > kMaxThreads) {
    throw std::invalid_argument(
        fmt::format("threads: expected a number in [1, {}], got {}", kMaxThreads, threads));
  }
  if (backend.empty() || backend == "serial") return std::make_unique<Serial>();
  if (backend == "openmp") return make_openmp_executor(threads);
  if (backend == "tbb") return make_tbb_executor(threads);
  if (backend == "mpi") return std::make_unique<Ranks>(threads);
  std::vector<std::string> names;
  for (const auto& info : backends()) names.push_back(info.name);
  throw_unknown("backend", backend, names);
}

}  // namespace ravine
