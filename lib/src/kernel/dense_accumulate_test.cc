#include "kernel/row_products_test.h"

namespace ravine {
namespace {

TEST(DenseAccumulate, AgainstLongDouble) {
  for_each_matrix(1.0, [](Random& random, const auto& matrix, const std::vector<Index>& order) {
    for (const Index outputs : kTestOutputs) {
      for (const auto& [begin, count] : {std::pair<Index, Index>{0, 60}, {5, 9}, {59, 1}, {4, 0}}) {
        const auto rows = matrix.dense(begin, count);
        check_accumulate(random, matrix, rows, matrix.dense(0, 0), outputs);
        check_accumulate(random, matrix, rows, matrix.dense(0, 60), outputs);
      }
      check_accumulate(random, matrix, matrix.dense(order), matrix.dense(order), outputs);
    }
  });
}

}  // namespace
}  // namespace ravine
