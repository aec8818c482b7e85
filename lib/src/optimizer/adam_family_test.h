// What the tests of Adam and its kin share: the parameters that they are followed with.
#pragma once

#include <string>

#include "optimizer/method_test.h"

namespace ravine {

/// The parameters that all of them have, as text and as the papers' symbols.
struct AdamParameters {
  const char* text;
  long double alpha, beta1, beta2, epsilon;
};

inline constexpr AdamParameters kAdamParameters[] = {
    {"step=0.01", 0.01L, 0.9L, 0.999L, 1e-8L},
    {"step=0.05:beta1=0.5:beta2=0.75:epsilon=0.1", 0.05L, 0.5L, 0.75L, 0.1L},
    {"step=0.01:beta1=0.25", 0.01L, 0.25L, 0.999L, 1e-8L}};

/// The share of a running mean of `t` terms that is not its start: what the papers divide by.
inline long double corrected(long double kept, int t) {
  return 1.0L - std::pow(kept, static_cast<long double>(t));
}

/// Compares the method, with each of these parameters and then those of `own`, with the rule that
/// `make_rule` gives for them.
template <class MakeRule>
void expect_follows_paper(const Entry<Optimizer>& entry, const std::string& own,
                          const MakeRule& make_rule) {
  for (const AdamParameters& c : kAdamParameters) {
    expect_follows(entry, c.text + own, [&]() -> ScalarRule { return make_rule(c); });
  }
}

inline void expect_reaches_rosenbrocks_minimum(const Entry<Optimizer>& entry,
                                               const std::string& parameters) {
  const CountedFunction f(2, rosenbrock);
  const Result result = run_method(entry, parameters, f, Eigen::Vector2d(-1.2, 1.0),
                                   {.max_evaluations = 100000, .target = 1e-6});
  EXPECT_EQ(result.status, Status::kTargetReached) << result.message;
  EXPECT_EQ(result.f_evals, f.values);
}

}  // namespace ravine
