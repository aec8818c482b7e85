#include "problem/sum_of_squares_test.h"

namespace ravine::problem {
namespace {

// At (1, ..., 1), worked by hand.
TEST(Linear, WorkedValues) {
  expect_facts({{linear_full_rank, "dimension=1:equations=2", {1.0}, 1.0 + 4.0},
                {linear_rank_1, "dimension=2", {1.0, 1.0}, 4.0 + 25.0},
                {linear_rank_1_zero, "dimension=3", {1.0, 1.0, 1.0}, 1.0 + 1.0 + 1.0}});
}

TEST(Linear, MinimaByNewtonsMethod) {
  for (const auto entry : {linear_full_rank, linear_rank_1, linear_rank_1_zero}) {
    for (const char* size : {"", "dimension=4", "dimension=3:equations=7", "equations=50"}) {
      expect_minimum_from_start(entry, size);
    }
  }
}

TEST(Linear, Slopes) {
  for (const auto entry : {linear_full_rank, linear_rank_1, linear_rank_1_zero}) {
    expect_slopes(entry);
    expect_slopes(entry, "dimension=4:equations=6");
  }
}

}  // namespace
}  // namespace ravine::problem
