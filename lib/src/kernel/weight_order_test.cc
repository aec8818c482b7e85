#include "kernel/weight_order.h"

#include <algorithm>

#include "kernel/row_products_test.h"

namespace ravine {
namespace {

TEST(WeightOrder, ThereAndBackAgain) {
  for (const Index features : kTestWidths) {
    for (const Index outputs : kTestOutputs) {
      const OutputShape shape{outputs, features};
      Random random(static_cast<std::uint64_t>(features), Random::Stream::kData);
      const std::vector<double> weights = random_doubles(random, outputs * features);
      std::vector<double> by_columns(weights.size());
      std::vector<double> again(weights.size());
      to_columns(shape, weights.data(), by_columns.data());
      to_outputs(shape, by_columns.data(), again.data());
      EXPECT_EQ(again, weights);
      EXPECT_TRUE(std::is_permutation(by_columns.begin(), by_columns.end(), weights.begin()));
    }
  }
}

TEST(WeightOrder, OneOutputsWeightsStayWhereTheyAre) {
  std::vector<double> weights(77);
  for (std::size_t j = 0; j < weights.size(); ++j) weights[j] = static_cast<double>(j);
  std::vector<double> by_columns(weights.size());
  to_columns({1, 77}, weights.data(), by_columns.data());
  EXPECT_EQ(by_columns, weights);
}

// The products do not depend on the order: not in one bit.
TEST(WeightOrder, ProductsByColumnsHaveTheBitsOfThoseByOutput) {
  for_each_matrix(1.0, [](Random& random, const auto& matrix, const std::vector<Index>& order) {
    for (const Index outputs : {2, 3, 7, 10, 12}) {
      const OutputShape shape{outputs, matrix.features};
      if (!faster_by_columns(shape)) continue;
      const OutputShape columns{outputs, matrix.features, WeightOrder::kByColumns};
      for (const auto& rows : {matrix.dense(3, 41), matrix.dense(order)}) {
        const std::vector<double> weights = random_doubles(random, outputs * matrix.features);
        std::vector<double> moved(weights.size());
        to_columns(shape, weights.data(), moved.data());
        const auto scores_count = static_cast<std::size_t>(rows.count * outputs);
        std::vector<double> scores(scores_count);
        std::vector<double> scores_of_moved(scores_count);
        multiply(rows, shape, weights.data(), scores.data(), rows);
        multiply(rows, columns, moved.data(), scores_of_moved.data(), rows);
        EXPECT_EQ(scores_of_moved, scores);
        std::vector<double> sum = weights;
        accumulate(rows, shape, scores.data(), sum.data(), rows);
        accumulate(rows, columns, scores.data(), moved.data(), rows);
        std::vector<double> sum_of_moved(sum.size());
        to_outputs(shape, moved.data(), sum_of_moved.data());
        EXPECT_EQ(sum_of_moved, sum);
      }
    }
  });
}

}  // namespace
}  // namespace ravine
