#include "problem/problem_facts.h"

namespace ravine::problem {
namespace {

// Minima as in Surjanovic & Bingham 2013; other points worked by hand.
TEST(Multimodal, PublishedValues) {
  expect_facts({{styblinski_tang, "dimension=1", {-2.903534027771177}, -39.166165703771415},
                {styblinski_tang, "", {1.0, 1.0}, -10.0},
                {rastrigin, "dimension=3", {0.0, 0.0, 0.0}, 0.0},
                {rastrigin, "", {1.0, 0.5}, 1.0 + 0.25 + 20.0},
                {ackley, "", {0.0, 0.0}, 0.0},
                {ackley, "dimension=1", {1.0}, 20.0 * (1.0 - std::exp(-0.2))},
                {griewank, "", {0.0, 0.0}, 0.0},
                {griewank, "dimension=1", {3.141592653589793}, 2.002467401100272},
                {levy, "dimension=3", {1.0, 1.0, 1.0}, 0.0},
                {levy, "dimension=1", {5.0}, 1.0}});
}

TEST(Multimodal, TheGradientOfAckleyIsFiniteAtItsCone) {
  VectorXd gradient;
  make(ackley(), "")->value_and_gradient(VectorXd::Zero(2), gradient);
  EXPECT_EQ(gradient.norm(), 0.0);
}

}  // namespace
}  // namespace ravine::problem
