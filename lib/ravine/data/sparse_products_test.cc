#include "ravine/data/row_products_test.h"

namespace ravine {
namespace {

TEST(SparseProducts, AgainstLongDouble) {
  for (const double density : {1.0, 0.3, 0.02}) {
    for_each_matrix(density, [](Random& random, const auto& matrix, const auto& order) {
      const auto rows = matrix.compressed(5, 44);
      const auto batch = matrix.compressed(order);
      for (const Index outputs : {1, 3, 13}) {
        check_multiply(random, matrix, rows, outputs);
        check_multiply(random, matrix, batch, outputs);
        check_accumulate(random, matrix, rows, matrix.compressed(0, 0), outputs);
        check_accumulate(random, matrix, rows, matrix.compressed(0, 60), outputs);
        check_accumulate(random, matrix, batch, batch, outputs);
      }
      check_sweep(random, matrix, rows, batch);
      check_sweep(random, matrix, batch, rows);
      check_sweep(random, matrix, matrix.compressed(2, 0), rows);
      check_sweep(random, matrix, rows, matrix.compressed(2, 0));
    });
  }
}

TEST(SparseProducts, TheSweepHasTheBitsOfTheTwoProducts) {
  for_each_matrix(0.3, [](Random& random, const auto& matrix, const std::vector<Index>& order) {
    check_bits_of_sweep(random, matrix.compressed(3, 17), matrix.features,
                        matrix.compressed(order));
  });
}

}  // namespace
}  // namespace ravine
