#include "kernel/register_tile.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace ravine {
namespace {

// Small whole numbers, whose sums of products are exact in any order.
template <class T>
std::vector<T> small_numbers(Index size, int step) {
  std::vector<T> numbers(static_cast<std::size_t>(size));
  for (Index i = 0; i < size; ++i) numbers[static_cast<std::size_t>(i)] = T((i * step) % 17 - 8);
  return numbers;
}

// R rows times C outputs of whole vectors and a rest, with U vectors of sums side by side.
template <int R, int C, int U, class T>
void expect_products() {
  constexpr Index kWhole = 3 * U * kLanes;
  constexpr Index kRest = kLanes - 1;
  constexpr Index kFeatures = kWhole + kRest;
  const std::vector<T> rows = small_numbers<T>(R * kFeatures, 5);
  const std::vector<double> weights = small_numbers<double>(C * kFeatures, 7);
  const OutputPart<WeightOrder::kByOutput, const double> part({C, kFeatures}, weights.data(), 0);
  const T* x[R];
  for (int r = 0; r < R; ++r) x[r] = rows.data() + r * kFeatures;
  Tile<R, C, U> tile;
  for (Index j = 0; j < kWhole; j += U * kLanes) tile.template add<U>(x, part, j);
  tile.add_part(x, part, kWhole, kRest);
  Tile<R, C, U> again = tile;
  constexpr Index kOutputs = C + 2;  // of which the tile has C
  std::vector<double> scores(R * kOutputs, 0.5);
  tile.store_sums(scores.data(), kOutputs, false);
  std::vector<double> added(R * kOutputs, 0.5);
  again.store_sums(added.data(), kOutputs, true);
  for (int r = 0; r < R; ++r) {
    for (int c = 0; c < C; ++c) {
      const double sum =
          std::inner_product(x[r], x[r] + kFeatures, weights.data() + c * kFeatures, 0.0);
      EXPECT_EQ(scores[static_cast<std::size_t>(r * kOutputs + c)], sum) << r << ' ' << c;
      EXPECT_EQ(added[static_cast<std::size_t>(r * kOutputs + c)], sum + 0.5) << r << ' ' << c;
    }
    EXPECT_EQ(scores[static_cast<std::size_t>(r * kOutputs + C)], 0.5);
  }
}

TEST(Tile, HoldsTheProductsOfItsRowsAndOutputs) {
  expect_products<kTileRows, kTileOutputs, 1, double>();
  expect_products<kTileRows, kTileOutputs, 1, float>();
  expect_products<kSingleRows, 1, 1, double>();
  expect_products<1, 1, 4, float>();
  expect_products<3, 2, 2, double>();
}

// In both orders a part names the same numbers.
TEST(OutputPart, NamesTheSameNumbersInBothOrders) {
  const OutputShape shape{5, 3 * kLanes + 1};
  std::vector<double> by_output(static_cast<std::size_t>(shape.outputs * shape.features));
  std::iota(by_output.begin(), by_output.end(), 0.0);
  std::vector<double> by_columns(by_output.size());
  to_columns(shape, by_output.data(), by_columns.data());
  const OutputPart<WeightOrder::kByOutput, const double> rows(shape, by_output.data(), 2);
  const OutputPart<WeightOrder::kByColumns, const double> columns(shape, by_columns.data(), 2);
  for (Index c = 0; c < 3; ++c) {
    for (Index j = 0; j + kLanes <= shape.features; j += kLanes) {
      for (Index l = 0; l < kLanes; ++l) {
        const auto number = static_cast<double>((2 + c) * shape.features + j + l);
        EXPECT_EQ(rows.vector(j, c)[l], number);
        EXPECT_EQ(columns.vector(j, c)[l], number);
      }
    }
    const auto last = static_cast<double>((3 + c) * shape.features - 1);
    EXPECT_EQ(*rows.rest(3 * kLanes, c), last);
    EXPECT_EQ(*columns.rest(3 * kLanes, c), last);
  }
}

TEST(Groups, AreAsFewAsCanBeAndAllButEqual) {
  for (Index outputs = 1; outputs <= 40; ++outputs) {
    const Groups<6> groups(outputs);
    EXPECT_EQ(groups.count(), (outputs + 5) / 6);
    Index next = 0;
    groups.for_each([&]<int C>(Index first) {
      EXPECT_EQ(first, next);
      EXPECT_LE(outputs / groups.count(), C);
      EXPECT_LE(C, outputs / groups.count() + 1);
      next += C;
    });
    EXPECT_EQ(next, outputs);
  }
}

}  // namespace
}  // namespace ravine
