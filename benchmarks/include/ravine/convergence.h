// Methods and functions of one's own in the program `convergence`, which compares them with all
// that Ravine has: CMake's target `ravine::convergence`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ravine/export.h"
#include "ravine/function.h"
#include "ravine/optimizer.h"
#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine {

/// The program `convergence`, for a `main` that adds methods and problems of its own to those of
/// Ravine and of the outside libraries. Each of its cases is one run; its time is the clean
/// clock's, without recording. Google Benchmark's flags all work.
RAVINE_EXPORT int convergence(int argc, char** argv,
                              const std::vector<Entry<Optimizer>>& methods = {},
                              const std::vector<Entry<Problem>>& problems = {});

namespace detail {

template <class F>
struct Kept {
  F f;
};

/// As ObjectiveOf, which borrows its callable.
template <class F>
class OwnedFunction final : private Kept<F>, public ObjectiveOf<F> {
 public:
  OwnedFunction(F f, Index dimension)
      : Kept<F>{std::move(f)}, ObjectiveOf<F>(Kept<F>::f, dimension) {}
};

}  // namespace detail

/// A function of one's own as a problem: `f` as `minimize` takes it, the start, and the smallest
/// value where it is known.
template <class F>
requires(ValueFunction<F> ||
         GradientFunction<F>) Entry<Problem> own_problem(std::string name, std::string summary, F f,
                                                         VectorXd start,
                                                         std::optional<double> minimum = {}) {
  auto make = [f = std::move(f), start = std::move(start), minimum](const Parameters&) {
    return std::make_unique<Problem>(std::make_unique<detail::OwnedFunction<F>>(f, start.size()),
                                     Facts{.start = start, .minimum = minimum});
  };
  return {std::move(name), std::move(summary), {}, std::move(make)};
}

}  // namespace ravine
