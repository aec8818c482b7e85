#include "kernel/row_products_test.h"

namespace ravine {
namespace {

TEST(SparseProducts, AgainstLongDouble) {
  for (const double density : {1.0, 0.3, 0.02}) {
    for_each_matrix(density, [](Random& random, const auto& matrix, const auto& order) {
      const auto rows = matrix.compressed(5, 44);
      const auto batch = matrix.compressed(order);
      for (const Index outputs : {1, 3, 13}) {
        check_multiply(random, matrix, rows, matrix.compressed(0, 60), outputs);
        check_multiply(random, matrix, batch, batch, outputs);
        check_accumulate(random, matrix, rows, matrix.compressed(0, 0), outputs);
        check_accumulate(random, matrix, rows, matrix.compressed(0, 60), outputs);
        check_accumulate(random, matrix, batch, batch, outputs);
      }
    });
  }
}

// More rows than the kernels take side by side, of lengths from none to several stretches.
TEST(SparseProducts, OfRowsOfAnyLengths) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed, Random::Stream::kData);
    const RandomRows<double> matrix(random, 230, 150, random.uniform(0.0, 1.0));
    std::vector<Index> order(200);
    for (Index& row : order) row = random.below(230);
    for (const Index outputs : {1, 2}) {
      const auto rows = matrix.compressed(1, 229);
      check_multiply(random, matrix, rows, rows, outputs);
      check_accumulate(random, matrix, rows, rows, outputs);
      check_multiply(random, matrix, matrix.compressed(order), rows, outputs);
      check_accumulate(random, matrix, matrix.compressed(order), rows, outputs);
    }
  }
}

}  // namespace
}  // namespace ravine
