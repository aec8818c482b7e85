#include "ravine/data/row_products_test.h"

namespace ravine {
namespace {

// Blocks of equal and of other lengths, in memory's order and in one of their own.
TEST(DenseSweep, AgainstLongDouble) {
  for_each_matrix(1.0, [](Random& random, const auto& matrix, const std::vector<Index>& order) {
    for (const auto& [middle, end] :
         {std::pair<Index, Index>{16, 32}, {16, 21}, {5, 60}, {0, 9}, {9, 9}}) {
      check_sweep(random, matrix, matrix.dense(0, middle), matrix.dense(middle, end - middle));
    }
    check_sweep(random, matrix, matrix.dense(order), matrix.dense(order));
    check_sweep(random, matrix, matrix.dense(order), matrix.dense(8, 17));
  });
}

TEST(DenseSweep, HasTheBitsOfTheTwoProducts) {
  for_each_matrix(1.0, [](Random& random, const auto& matrix, const std::vector<Index>& order) {
    const Index features = matrix.features;
    const auto last = matrix.dense(3, 17);
    const auto next = matrix.dense(order);
    const std::vector<double> factors = random_doubles(random, last.count);
    const std::vector<double> weights = random_doubles(random, features);
    std::vector<double> sum = random_doubles(random, features);
    std::vector<double> swept_sum = sum;
    std::vector<double> scores(order.size()), swept_scores(order.size());
    accumulate(last, {1, features}, factors.data(), sum.data(), next);
    multiply(next, {1, features}, weights.data(), scores.data());
    accumulate_and_multiply(last, features, factors.data(), swept_sum.data(), next, weights.data(),
                            swept_scores.data());
    EXPECT_EQ(swept_sum, sum) << features;
    EXPECT_EQ(swept_scores, scores) << features;
  });
}

}  // namespace
}  // namespace ravine
