#include "ravine/problem/formula.h"

#include "ravine/problem/problem_facts.h"

namespace ravine::problem {
namespace {

TEST(Formula, StartsAreDrawnFromTheBoxAndFixedByTheSeed) {
  const auto objective = make(rastrigin(), "dimension=50");
  EXPECT_EQ(objective->start(1), objective->start());
  for (const std::uint64_t seed : {2U, 3U, 77U}) {
    const VectorXd x = objective->start(seed);
    EXPECT_EQ(x, objective->start(seed));
    EXPECT_NE(x, objective->start(seed + 1));
    EXPECT_LE(x.cwiseAbs().maxCoeff(), 5.12);
    EXPECT_GE(x.cwiseAbs().maxCoeff(), 2.0);
  }
}

TEST(Formula, RefusesDimensionsThatItCannotHave) {
  for (const char* dimension : {"0", "-3", "2.5", "many"}) {
    EXPECT_THROW(make(sphere(), std::string("dimension=") + dimension), std::invalid_argument);
  }
}

}  // namespace
}  // namespace ravine::problem
