#include "kernel/row_products_test.h"

namespace ravine {
namespace {

TEST(DenseMultiply, AgainstLongDouble) {
  for_each_matrix(1.0, [](Random& random, const auto& matrix, const std::vector<Index>& order) {
    for (const Index outputs : kTestOutputs) {
      for (const auto& [begin, count] : {std::pair<Index, Index>{0, 60}, {5, 9}, {59, 1}, {4, 0}}) {
        check_multiply(random, matrix, matrix.dense(begin, count), matrix.dense(0, 60), outputs);
      }
      check_multiply(random, matrix, matrix.dense(order), matrix.dense(order), outputs);
    }
  });
}

// More columns than the first-level cache holds the weights of: several panels.
TEST(DenseMultiply, OfManyColumns) {
  Random random(1, Random::Stream::kData);
  const RandomRows<double> matrix(random, 11, 3001, 1.0);
  for (const Index outputs : {1, 10, 30}) {
    check_multiply(random, matrix, matrix.dense(0, 11), matrix.dense(0, 0), outputs);
  }
}

}  // namespace
}  // namespace ravine
