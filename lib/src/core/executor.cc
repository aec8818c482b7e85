#include "ravine/executor.h"

namespace ravine {
namespace {

class SerialExecutor final : public Executor {
 public:
  std::string backend() const override { return "serial"; }
  int threads() const override { return 1; }
  void run(Eigen::Index count, TaskRef task) const override {
    for (Eigen::Index i = 0; i < count; ++i) task(i, 0);
  }
};

}  // namespace

const Executor& serial_executor() {
  static const SerialExecutor executor;
  return executor;
}

}  // namespace ravine
