#include "ravine/features.h"

#include <gtest/gtest.h>

#include <string>

#include "core/random.h"

namespace ravine {
namespace {

// Floats are doubles of fewer digits: the numbers are rounded.
TEST(Features, StoredAsFloatsTheNumbersAreRoundedAndNothingElse) {
  Random random(1, Random::Stream::kData);
  RowMatrix x(23, 21);
  for (double& value : x.reshaped()) value = random.uniform(0.0, 1.0) < 0.3 ? random.normal() : 0.0;
  const RowMatrix rounded = x.cast<float>().cast<double>();
  for (const Features& features : {Features(x), Features(SparseRows(x.sparseView()))}) {
    const Features floats = features.stored_as(Precision::kFloat);
    EXPECT_EQ(floats.precision(), Precision::kFloat);
    EXPECT_EQ(floats.sparse(), features.sparse());
    EXPECT_EQ(floats.cols(), 21);
    const Features back = floats.stored_as(Precision::kDouble);
    EXPECT_EQ(back.sparse() ? RowMatrix(back.sparse_rows()) : back.dense(), rounded);
  }
}

TEST(Features, BeyondAFloatsRangeAreRefusedByTheirPlace) {
  RowMatrix x = RowMatrix::Ones(3, 2);
  x(1, 0) = -1e39;
  for (const Features& features : {Features(x), Features(SparseRows(x.sparseView()))}) {
    try {
      features.stored_as(Precision::kFloat);
      ADD_FAILURE();
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("feature 1 of sample 2"), std::string::npos);
      EXPECT_NE(std::string(error.what()).find("-1e+39"), std::string::npos) << error.what();
    }
  }
}

TEST(Features, SizesAndBytes) {
  const Features none;
  EXPECT_EQ(none.rows(), 0);
  EXPECT_EQ(none.bytes(), 0U);
  const Features dense(RowMatrix::Zero(3, 5));
  EXPECT_FALSE(dense.sparse());
  EXPECT_EQ(dense.rows(), 3);
  EXPECT_EQ(dense.cols(), 5);
  EXPECT_EQ(dense.bytes(), 3U * 5U * 8U);
  SparseRows entries(3, 5);
  entries.insert(1, 4) = 2.0;
  entries.insert(2, 0) = 3.0;
  const Features sparse(std::move(entries));
  EXPECT_TRUE(sparse.sparse());
  EXPECT_EQ(sparse.rows(), 3);
  EXPECT_EQ(sparse.cols(), 5);
  // two entries of a double and a 4-byte column, and where the 3 rows begin and the last ends
  EXPECT_EQ(sparse.bytes(), 2U * 12U + 4U * 4U);
  EXPECT_EQ(sparse.stored_as(Precision::kFloat).bytes(), 2U * 8U + 4U * 4U);
  EXPECT_EQ(dense.stored_as(Precision::kFloat).bytes(), 3U * 5U * 4U);
  EXPECT_EQ(dense.memory().front().data(),
            reinterpret_cast<const std::byte*>(dense.dense().data()));
}

}  // namespace
}  // namespace ravine
