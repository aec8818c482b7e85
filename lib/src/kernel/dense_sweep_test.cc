#include "kernel/row_products_test.h"

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
    check_bits_of_sweep(random, matrix.dense(3, 17), matrix.features, matrix.dense(order));
  });
}

}  // namespace
}  // namespace ravine
