// The loop that the first-order methods share: one gradient, one update. What a method does with
// its gradients is its rule.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "optimizer/step/found_step.h"
#include "optimizer/step/schedule.h"
#include "ravine/optimizer.h"

namespace ravine {

/// A method that takes x to its next iterate by a rule of one gradient, of the whole objective or
/// of a mini-batch. `Rule` has a constructor from Parameters and
///   static constexpr Optimizer::Batching kBatching;
///   FoundStepRule found() const;  // its steps on a sum, where none is given
///   void start(Index n);  // its state at the start of a run in n dimensions
///   void update(double eta, const VectorXd& g, VectorXd& x);
/// and, where it has a state that is worth a look, `Memory memory() const`.
template <class Rule>
class GradientSteps final : public Optimizer {
 public:
  explicit GradientSteps(const Parameters& p) : schedule_(p), rule_(p) {}
  Batching batching() const override { return Rule::kBatching; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Rule rule = rule_;
    rule.start(x.size());
    VectorXd gradient(x.size());
    Steps steps(schedule_, oracle, rule.found());
    double eta = 0.0;
    while (oracle.evaluate(x, gradient) && steps(x, gradient, eta)) {
      rule.update(eta, gradient, x);
      if constexpr (requires { rule.memory(); }) {
        if (oracle.shows_memory()) oracle.show([&] { return rule.memory(); });
      }
    }
  }

 private:
  Schedule schedule_;
  Rule rule_;
};

/// The line of a table for a rule: its own parameters follow those of the schedule.
template <class Rule>
Entry<Optimizer> gradient_steps(std::string name, std::string summary, const char* default_step,
                                std::vector<Parameter> own = {}) {
  std::vector<Parameter> parameters = schedule_parameters(default_step);
  parameters.insert(parameters.end(), own.begin(), own.end());
  return {std::move(name), std::move(summary), std::move(parameters),
          [](const Parameters& p) { return std::make_unique<GradientSteps<Rule>>(p); }};
}

/// A share of a running mean that is kept at each step, in [0, 1): with 1 it would never move.
inline Parameter kept_share(std::string name, std::string default_value, std::string of) {
  return {.name = std::move(name),
          .default_value = std::move(default_value),
          .summary = "share of the " + of + " kept",
          .low = 0.0,
          .high = 0.9999999999};
}

/// A moment without entries so small that they would become subnormal, which processors are slow
/// with: below 1e-306 they are zero, above 1e-274 they keep their bits.
template <class Moment>
auto without_subnormals(const Moment& moment) {
  constexpr double kUnseen = 1e-290;
  return (moment + kUnseen) - kUnseen;
}

inline Parameter added_epsilon(std::string default_value) {
  return {.name = "epsilon",
          .default_value = std::move(default_value),
          .summary = "added to the scale",
          .low = 1e-300};
}

}  // namespace ravine
