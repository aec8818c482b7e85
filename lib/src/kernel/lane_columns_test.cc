#include "kernel/lane_columns.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace ravine {
namespace {

// Of numbers that tell their row and column apart.
std::vector<double> rows_of(Eigen::Index count) {
  std::vector<double> rows(static_cast<std::size_t>(kLanes * count));
  std::iota(rows.begin(), rows.end(), 1.0);
  return rows;
}

TEST(LaneColumns, ColumnsHoldANumberOfEachRow) {
  for (Eigen::Index count = 1; count <= 12; ++count) {
    const std::vector<double> rows = rows_of(count);
    std::vector<Lanes> columns(static_cast<std::size_t>(count));
    load_columns(rows.data(), count, columns.data());
    for (Eigen::Index j = 0; j < count; ++j) {
      for (int l = 0; l < kLanes; ++l) {
        EXPECT_EQ(columns[static_cast<std::size_t>(j)][l],
                  rows[static_cast<std::size_t>(l * count + j)])
            << "number " << j << " of " << count << ", row " << l;
      }
    }
  }
}

TEST(LaneColumns, TheCountMayBeKnownToTheCompiler) {
  const auto expect_the_same = [&]<int K>() {
    const std::vector<double> rows = rows_of(K);
    Lanes columns[K];
    load_columns<K>(rows.data(), columns);
    for (int j = 0; j < K; ++j) {
      for (int l = 0; l < kLanes; ++l) {
        EXPECT_EQ(columns[j][l], rows[static_cast<std::size_t>(l * K + j)]);
      }
    }
  };
  for (int count = 1; count <= kLanes; ++count) {
    EXPECT_TRUE(with_constant<kLanes>(count, expect_the_same)) << count;
  }
  EXPECT_FALSE(with_constant<kLanes>(kLanes + 1, expect_the_same));
}

TEST(LaneColumns, StoredColumnsAreTheRowsAndNothingBehindThem) {
  for (Eigen::Index count = 1; count <= 12; ++count) {
    const std::vector<double> rows = rows_of(count);
    std::vector<Lanes> columns(static_cast<std::size_t>(count));
    for (Eigen::Index j = 0; j < count; ++j) {
      for (int l = 0; l < kLanes; ++l) {
        columns[static_cast<std::size_t>(j)][l] = rows[static_cast<std::size_t>(l * count + j)];
      }
    }
    std::vector<double> stored(rows.size() + 1, -1.0);
    store_columns(stored.data(), count, columns.data());
    EXPECT_EQ(stored.back(), -1.0);
    stored.pop_back();
    EXPECT_EQ(stored, rows) << count;
  }
}

}  // namespace
}  // namespace ravine
