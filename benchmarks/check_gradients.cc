#include "benchmarks/check_gradients.h"

#include <fmt/format.h>

#include <cstdlib>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>

namespace ravine {

int check_gradients(const std::vector<RunCase>& runs, const Study& study, std::ostream& out) {
  std::set<std::string> seen;
  Index agreeing = 0;
  for (const RunCase& run : runs) {
    if (run.gradient != "analytic") continue;
    const Index batch_size = study.batch_size(run);
    const std::string name =
        fmt::format("{}{}/{}:{}/seed:{}", run.problem,
                    batch_size > 0 ? fmt::format(" in mini-batches of {}", batch_size) : "",
                    run.backend, run.threads, run.seed);
    if (!seen.insert(name).second) continue;
    const GradientCheck check = study.check_gradient(run);
    if (check.agrees) ++agreeing;
    out << fmt::format("{}  {}: {}\n", check.agrees ? "agrees " : "differs", name, check.message)
        << std::flush;
  }
  if (seen.empty()) {
    throw std::invalid_argument("--check-gradients: expected runs with analytic gradients");
  }
  out << fmt::format("{} of {} gradients agree with differences\n", agreeing, seen.size());
  return agreeing == static_cast<Index>(seen.size()) ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace ravine
