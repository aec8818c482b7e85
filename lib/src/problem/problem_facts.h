// What the tests of the problem families share: published values, by name.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "problem/problems.h"
#include "ravine/spec.h"

namespace ravine::problem {

struct Fact {
  Entry<Problem> (*entry)();
  std::string parameters;  // "dimension=4", or empty
  std::vector<double> x;
  double value;
};

inline std::unique_ptr<Problem> make(const Entry<Problem>& entry, const std::string& parameters) {
  const std::string text = parameters.empty() ? entry.name : entry.name + ":" + parameters;
  return entry.make(Spec(text).bind(entry.parameters, "problem"));
}

inline void expect_facts(const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) {
    const Entry<Problem> entry = fact.entry();
    const auto objective = make(entry, fact.parameters);
    const VectorXd x = Eigen::Map<const VectorXd>(fact.x.data(), static_cast<Index>(fact.x.size()));
    EXPECT_NEAR(objective->value(x), fact.value, 1e-12 * (1.0 + std::abs(fact.value)))
        << entry.name;
  }
}

}  // namespace ravine::problem
