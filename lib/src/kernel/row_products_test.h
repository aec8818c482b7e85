// What the tests of the row products compare with: the same sums written plainly in long double.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/random.h"
#include "kernel/row_products.h"

namespace ravine {

/// A matrix of random numbers of type T, of which a share `density` is not zero, as dense and as
/// compressed rows.
template <class T>
struct RandomRows {
  RandomRows(Random& random, Index rows, Index features, double density)
      : features(features), numbers(static_cast<std::size_t>(rows * features)), starts{0} {
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < features; ++j) {
        if (random.uniform(0.0, 1.0) >= density) continue;
        T& number = numbers[static_cast<std::size_t>(i * features + j)];
        number = static_cast<T>(random.normal());
        values.push_back(number);
        columns.push_back(static_cast<int>(j));
      }
      starts.push_back(static_cast<int>(values.size()));
    }
  }

  DenseRows<T> dense(Index begin, Index count) const {
    return {numbers.data(), features, begin, nullptr, count};
  }
  DenseRows<T> dense(const std::vector<Index>& order) const {
    return {numbers.data(), features, 0, order.data(), static_cast<Index>(order.size())};
  }
  CompressedRows<T> compressed(Index begin, Index count) const {
    return {values.data(), columns.data(), starts.data(), begin, nullptr, count};
  }
  CompressedRows<T> compressed(const std::vector<Index>& order) const {
    return {values.data(), columns.data(),
            starts.data(), 0,
            order.data(),  static_cast<Index>(order.size())};
  }

  long double at(Index row, Index column) const {
    return numbers[static_cast<std::size_t>(row * features + column)];
  }

  Index features;
  std::vector<T> numbers;
  std::vector<T> values;
  std::vector<int> columns;
  std::vector<int> starts;
};

/// Which row of the matrix the i-th of some rows is.
template <class T>
Index place(const DenseRows<T>& rows, Index i) {
  return rows.order == nullptr ? rows.begin + i : rows.order[i];
}
template <class T>
Index place(const CompressedRows<T>& rows, Index i) {
  return rows.row(i);
}

inline std::vector<double> random_doubles(Random& random, Index count) {
  std::vector<double> numbers(static_cast<std::size_t>(count));
  for (double& number : numbers) number = random.normal();
  return numbers;
}

/// A sum of products in long double, and how far one of `terms` roundings may be from it (Higham
/// 2002, sec. 3.1).
struct PlainSum {
  long double sum = 0.0L;
  long double magnitude = 0.0L;
  Index terms = 0;

  void add(long double term) {
    sum += term;
    magnitude += std::abs(term);
    ++terms;
  }
  void expect(double computed) const {
    const long double error = std::abs(static_cast<long double>(computed) - sum);
    EXPECT_LE(error, static_cast<long double>(terms + 2) * 0x1p-53L * magnitude);
  }
};

/// `scores` (rows.count x outputs) against the plain products of the rows and `weights`.
template <class AnyRows, class T>
void expect_scores(const RandomRows<T>& matrix, const AnyRows& rows, OutputShape shape,
                   const std::vector<double>& weights, const std::vector<double>& scores) {
  for (Index i = 0; i < rows.count; ++i) {
    for (Index c = 0; c < shape.outputs; ++c) {
      PlainSum plain;
      for (Index j = 0; j < shape.features; ++j) {
        plain.add(matrix.at(place(rows, i), j) *
                  weights[static_cast<std::size_t>(c * shape.features + j)]);
      }
      plain.expect(scores[static_cast<std::size_t>(i * shape.outputs + c)]);
    }
  }
}

/// `sum` (outputs x features) against `start` and the plain products of `factors` and the rows.
template <class AnyRows, class T>
void expect_sum(const RandomRows<T>& matrix, const AnyRows& rows, OutputShape shape,
                const std::vector<double>& factors, const std::vector<double>& start,
                const std::vector<double>& sum) {
  for (Index c = 0; c < shape.outputs; ++c) {
    for (Index j = 0; j < shape.features; ++j) {
      const auto entry = static_cast<std::size_t>(c * shape.features + j);
      PlainSum plain;
      plain.add(start[entry]);
      for (Index i = 0; i < rows.count; ++i) {
        plain.add(matrix.at(place(rows, i), j) *
                  factors[static_cast<std::size_t>(i * shape.outputs + c)]);
      }
      plain.expect(sum[entry]);
    }
  }
}

/// `multiply` of rows, with `next` asked for meanwhile; what it finds in the scores must not count,
/// and what lies behind them must stay.
template <class AnyRows, class T>
void check_multiply(Random& random, const RandomRows<T>& matrix, const AnyRows& rows,
                    const AnyRows& next, Index outputs) {
  const OutputShape shape{outputs, matrix.features};
  const std::vector<double> weights = random_doubles(random, outputs * matrix.features);
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> scores(static_cast<std::size_t>(rows.count * outputs + 8), kNan);
  multiply(rows, shape, weights.data(), scores.data(), next);
  expect_scores(matrix, rows, shape, weights, scores);
  for (std::size_t k = scores.size() - 8; k < scores.size(); ++k)
    EXPECT_TRUE(scores[k] != scores[k]);
}

/// `accumulate` of rows, with `next` asked for meanwhile.
template <class AnyRows, class T>
void check_accumulate(Random& random, const RandomRows<T>& matrix, const AnyRows& rows,
                      const AnyRows& next, Index outputs) {
  const OutputShape shape{outputs, matrix.features};
  const std::vector<double> factors = random_doubles(random, rows.count * outputs);
  const std::vector<double> start = random_doubles(random, outputs * matrix.features);
  std::vector<double> sum = start;
  sum.resize(start.size() + 8, 0.5);
  accumulate(rows, shape, factors.data(), sum.data(), next);
  expect_sum(matrix, rows, shape, factors, start, sum);
  for (std::size_t k = start.size(); k < sum.size(); ++k) EXPECT_EQ(sum[k], 0.5);
}

/// Both at once, for a single output.
template <class AnyRows, class T>
void check_sweep(Random& random, const RandomRows<T>& matrix, const AnyRows& last,
                 const AnyRows& next) {
  const OutputShape shape{1, matrix.features};
  const std::vector<double> factors = random_doubles(random, last.count);
  const std::vector<double> weights = random_doubles(random, matrix.features);
  const std::vector<double> start = random_doubles(random, matrix.features);
  std::vector<double> sum = start;
  std::vector<double> scores(static_cast<std::size_t>(next.count),
                             std::numeric_limits<double>::quiet_NaN());
  accumulate_and_multiply(last, matrix.features, factors.data(), sum.data(), next, weights.data(),
                          scores.data(), last);
  expect_sum(matrix, last, shape, factors, start, sum);
  expect_scores(matrix, next, shape, weights, scores);
}

/// That the sweep has the bits of the two products.
template <class AnyRows>
void check_bits_of_sweep(Random& random, const AnyRows& last, Index features, const AnyRows& next) {
  const std::vector<double> factors = random_doubles(random, last.count);
  const std::vector<double> weights = random_doubles(random, features);
  std::vector<double> sum = random_doubles(random, features);
  std::vector<double> swept_sum = sum;
  std::vector<double> scores(static_cast<std::size_t>(next.count));
  std::vector<double> swept_scores(scores.size());
  accumulate(last, {1, features}, factors.data(), sum.data(), next);
  multiply(next, {1, features}, weights.data(), scores.data(), last);
  accumulate_and_multiply(last, features, factors.data(), swept_sum.data(), next, weights.data(),
                          swept_scores.data(), last);
  EXPECT_EQ(swept_sum, sum) << features;
  EXPECT_EQ(swept_scores, scores) << features;
}

// Widths around those of the machine's vectors and the kernels' strips, and outputs around those of
// their tiles.
constexpr Index kTestWidths[] = {1, 4, 8, 9, 16, 21, 77, 130};
constexpr Index kTestOutputs[] = {1, 2, 3, 6, 7, 12, 13, 30};

/// Calls `check(random, matrix, order)` for doubles and floats of each width; `order` names some
/// of the matrix's 60 rows, one of them twice.
template <class Check>
void for_each_matrix(double density, Check&& check) {
  for (const Index features : kTestWidths) {
    Random random(static_cast<std::uint64_t>(features), Random::Stream::kData);
    std::vector<Index> order = {7, 0, 22, 7};
    for (Index i = 0; i < 19; ++i) order.push_back(random.below(60));
    check(random, RandomRows<double>(random, 60, features, density), order);
    check(random, RandomRows<float>(random, 60, features, density), order);
  }
}

}  // namespace ravine
