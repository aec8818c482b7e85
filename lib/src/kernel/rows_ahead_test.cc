#include "kernel/rows_ahead.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "core/random.h"

namespace ravine {
namespace {

constexpr Index kFeatures = 784;
constexpr Index kRowLines = kFeatures * sizeof(double) / kLineBytes;

struct Matrix {
  explicit Matrix(Index rows) : numbers(static_cast<std::size_t>(rows * kFeatures)), order(rows) {
    std::iota(order.begin(), order.end(), Index{0});
    Random(3, Random::Stream::kBatch).shuffle(order);
  }
  DenseRows<double> from(Index i) const {
    const auto left = static_cast<Index>(order.size()) - i;
    return {numbers.data(), kFeatures, 0, order.data() + i, std::max<Index>(left, 0)};
  }
  std::vector<double> numbers;
  std::vector<Index> order;
};

// How often each line of the matrix was asked for.
using Asked = std::vector<int>;

void ask_all(const Matrix& matrix, const DenseRows<double>& next, Index here, AskedBy kernel,
             Asked& asked) {
  const auto* const begin = reinterpret_cast<const char*>(matrix.numbers.data());
  DenseAhead<double> ahead(next, here, kFeatures, kernel);
  for (LinesAhead lines = ahead.take(); const char* line = lines.take_line();) {
    const auto at = static_cast<std::size_t>((line - begin) / kLineBytes);
    ASSERT_LT(at, asked.size());
    ++asked[at];
    ahead.give_back(lines);
    lines = ahead.take();
  }
}

// By the time that a step takes its rows, every line of them was asked for.
TEST(DenseAhead, EveryLineIsAskedForBeforeItsStep) {
  for (const Index here : {1, 2, 3, 4, 5, 7, 8, 12, 16, 24}) {
    const Index rows = 20 * here;
    const Matrix matrix(rows);
    Asked asked(static_cast<std::size_t>(rows * kRowLines), 0);
    const Index warm = (kStreams + here - 1) / here * here;  // known too late at the start
    for (Index i = 0; i < rows; i += here) {
      for (Index r = i; i >= warm && r < i + here; ++r) {
        const auto row = matrix.order[static_cast<std::size_t>(r)] * kRowLines;
        for (Index line = row; line < row + kRowLines; ++line) {
          ASSERT_GE(asked[static_cast<std::size_t>(line)], 1) << here << ' ' << r;
        }
      }
      for (const AskedBy kernel : {AskedBy::kMultiply, AskedBy::kAccumulate}) {
        ask_all(matrix, matrix.from(i + here), here, kernel, asked);
      }
    }
  }
}

// A step asks for about as much as it reads, up to the end.
TEST(DenseAhead, AsksForNoMoreThanIsRead) {
  for (const Index here : {1, 2, 4, 8, 16, 32}) {
    const Matrix matrix(4 * std::max(here, kStreams));
    Asked asked(matrix.numbers.size() * sizeof(double) / kLineBytes, 0);
    for (const AskedBy kernel : {AskedBy::kMultiply, AskedBy::kAccumulate}) {
      ask_all(matrix, matrix.from(here), here, kernel, asked);
    }
    const int sum = std::accumulate(asked.begin(), asked.end(), 0);
    EXPECT_NEAR(sum, here * kRowLines, 0.1 * here * kRowLines) << here;
  }
}

TEST(DenseAhead, AsksForNothingWhereNothingIsKnown) {
  const Matrix matrix(4);
  for (const AskedBy kernel : {AskedBy::kMultiply, AskedBy::kAccumulate}) {
    DenseAhead<double> ahead(matrix.from(4), 1, kFeatures, kernel);
    EXPECT_TRUE(ahead.empty());
    EXPECT_EQ(ahead.take().take_line(), nullptr);
  }
}

// The two kernels together prefetch each line of a block's entries and columns once, but for fewer
// lines at the end than there are streams.
template <class T>
void expect_each_line_once() {
  constexpr Index kRows = 50;
  constexpr int kEntries = 40;
  const std::vector<T> values(kRows * kEntries);
  const std::vector<int> columns(values.size());
  std::vector<int> starts;
  for (int row = 0; row <= kRows; ++row) starts.push_back(row * kEntries);
  const CompressedRows<T> rows{values.data(), columns.data(), starts.data(), 5, nullptr, kRows - 5};
  const auto* const first_value = reinterpret_cast<const char*>(values.data() + starts[5]);
  const auto* const first_column = reinterpret_cast<const char*>(columns.data() + starts[5]);
  const std::size_t bytes = (kRows - 5) * kEntries * sizeof(T);
  const std::size_t column_bytes = (kRows - 5) * kEntries * sizeof(int);
  std::set<std::ptrdiff_t> asked_values;
  std::set<std::ptrdiff_t> asked_columns;
  for (const AskedBy kernel : {AskedBy::kMultiply, AskedBy::kAccumulate}) {
    CompressedAhead<T> ahead(rows, kernel);
    for (std::size_t i = 0; i < 2 * bytes / kLineBytes; ++i) {
      ahead.take_line([&](const char* line) {
        const bool value = line >= first_value && line < first_value + bytes;
        (value ? asked_values : asked_columns).insert(line - (value ? first_value : first_column));
      });
    }
  }
  EXPECT_GT(asked_values.size() + kValueStreams, bytes / kLineBytes);
  EXPECT_GT(asked_columns.size() + kColumnStreams, column_bytes / kLineBytes);
  EXPECT_LT(*asked_values.rbegin(), static_cast<std::ptrdiff_t>(bytes));
  EXPECT_GE(*asked_columns.begin(), 0);
  EXPECT_LT(*asked_columns.rbegin(), static_cast<std::ptrdiff_t>(column_bytes));
}

TEST(CompressedAhead, BothKernelsTogetherPrefetchEachLine) {
  expect_each_line_once<double>();
  expect_each_line_once<float>();
}

TEST(CompressedAhead, OfNoRowsAndOfAnotherOrderPrefetchesNothing) {
  const double value = 1.0;
  const int column = 0;
  const int starts[] = {0, 1};
  const Index order = 0;
  const CompressedRows<double> none{&value, &column, starts, 0, nullptr, 0};
  const CompressedRows<double> ordered{&value, &column, starts, 0, &order, 1};
  for (const auto& rows : {none, ordered}) {
    CompressedAhead<double> ahead(rows, AskedBy::kMultiply);
    ahead.take_line([](const char*) { ADD_FAILURE(); });
  }
}

}  // namespace
}  // namespace ravine
