#include "benchmarks/timing.h"

#include <fmt/format.h>

#include <thread>

#include "parallel/backend.h"

namespace ravine {

std::string ExecutorName::text() const { return fmt::format("{}:{}", backend, threads); }

std::unique_ptr<Executor> ExecutorName::make() const { return make_executor(backend, threads); }

std::vector<ExecutorName> every_executor() {
  const int most = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  std::vector<ExecutorName> all;
  for (const BackendInfo& backend : backends()) {
    if (backend.name == "serial") {
      all.push_back({backend.name, 1});
      continue;
    }
    for (int threads = 1; threads < most; threads *= 2) all.push_back({backend.name, threads});
    all.push_back({backend.name, most});
  }
  return all;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace ravine
