#include "catalog/fits.h"

#include <fmt/format.h>

#include "data/limits.h"
#include "gradient/gradient_source.h"
#include "oracle/batches.h"
#include "ravine/catalog.h"
#include "ravine/finite_sum.h"

namespace ravine {
namespace {

constexpr Index kDefaultBatch = 32;

using Batching = Optimizer::Batching;

std::string batch_misfit(const FiniteSum* sum, Batching batching, Index batch_size) {
  if (batch_size < 0) return fmt::format("batch_size: expected at least 1, got {}", batch_size);
  if (batch_size > 0 && batching == Batching::kWhole) {
    return "batch_size: this method takes the whole sum at each step";
  }
  if (batch_size > 0 && sum == nullptr) {
    return "batch_size: this objective is not a sum over samples";
  }
  if (sum == nullptr && batching == Batching::kOnlyMiniBatch) {
    return "this method takes mini-batches, and this objective is not a sum over samples";
  }
  return {};
}

/// A run keeps at least its iterate, the best point, the gradient, and what the method needs.
std::string memory_misfit(Index dimension) {
  constexpr double kLeast = 6.0 * sizeof(double);  // bytes a parameter
  const double bytes = kLeast * static_cast<double>(dimension);
  constexpr double kAnyMachine = 1e8;  // to ask for the limit takes longer than a short run
  if (bytes <= kAnyMachine) return {};
  const double most = memory_limit();
  if (bytes <= most) return {};
  return fmt::format(
      "a run of {} parameters takes {:.3g} GB or more, expected at most {:.3g}, half of the memory "
      "here",
      dimension, bytes / 1e9, most / 1e9);
}

}  // namespace

Index batch_size_of(const Objective& f, const Optimizer& method, Index batch_size) {
  const Batching batching = method.batching();
  if (batching == Batching::kWhole || capability<FiniteSum>(f) == nullptr) return 0;
  if (batch_size > 0) return batch_size;
  return batching == Batching::kOptional ? 0 : kDefaultBatch;
}

std::string gradient_misfit(const Objective& f, std::string_view gradient) {
  if (capability<Flat>(f) != nullptr) {
    return "gradient: this objective is flat wherever it is continuous, so no gradient helps; use "
           "a method without one, such as nelder_mead or two_point";
  }
  if (gradient.empty()) return {};
  const std::string reason = gradient_sources().make(gradient)->misfit(f);
  return reason.empty() ? reason : fmt::format("gradient '{}': {}", Spec(gradient).name(), reason);
}

std::string misfit(const Objective& f, const Optimizer& method, std::string_view gradient,
                   Index batch_size) {
  if (std::string reason = memory_misfit(f.dimension()); !reason.empty()) return reason;
  const auto* const sum = capability<FiniteSum>(f);
  if (std::string reason = batch_misfit(sum, method.batching(), batch_size); !reason.empty()) {
    return reason;
  }
  if (!method.uses_gradient()) {
    return gradient.empty() ? std::string()
                            : fmt::format("gradient '{}': this method uses no gradient", gradient);
  }
  if (std::string reason = gradient_misfit(f, gradient); !reason.empty()) return reason;
  if (batch_size_of(f, method, batch_size) > 0 &&
      !gradient_misfit(BatchObjective(*sum), gradient).empty()) {
    return fmt::format(
        "gradient '{}': mini-batches take no scalar but double; use centered, or a method that "
        "takes the whole sum",
        gradient);
  }
  return {};
}

}  // namespace ravine
