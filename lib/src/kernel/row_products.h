// The two products that every gradient of an empirical risk is made of, on some rows of a feature
// matrix: scores = rows * W' on the way forward and G += factors' * rows on the way back. Features
// may be doubles or floats; everything else is double. The order of every sum is fixed by the
// sizes alone.
#pragma once

#include "kernel/weight_order.h"
#include "ravine/objective.h"

namespace ravine {

/// Rows of a dense matrix, contiguous within a row. Borrowed.
template <class T>
struct DenseRows {
  const T* first;      ///< row 0 of the matrix
  Index stride;        ///< from a row to the next
  Index begin;         ///< neighbours begin here, and
  const Index* order;  ///< where this is not null, row i is row `order[i]` of the matrix
  Index count;

  const T* operator[](Index i) const {
    return first + (order == nullptr ? begin + i : order[i]) * stride;
  }
  /// The first i rows, and those behind them.
  DenseRows first_rows(Index i) const { return {first, stride, begin, order, i}; }
  DenseRows from(Index i) const {
    return {first, stride, begin + i, order == nullptr ? nullptr : order + i, count - i};
  }
};

/// Rows of a matrix in compressed sparse rows. Borrowed.
template <class T>
struct CompressedRows {
  const T* values;
  const int* columns;
  const int* starts;
  Index begin;
  const Index* order;
  Index count;

  Index row(Index i) const { return order == nullptr ? begin + i : order[i]; }
};

/// scores (rows.count x outputs, contiguous) = rows * W'. Asks for its share of `next`, the rows
/// that the caller reads after these, so that memory is not idle meanwhile; `accumulate` asks for
/// the rest.
template <class T>
void multiply(const DenseRows<T>& rows, OutputShape shape, const double* weights, double* scores,
              const DenseRows<T>& next);
template <class T>
void multiply(const CompressedRows<T>& rows, OutputShape shape, const double* weights,
              double* scores, const CompressedRows<T>& next);

/// G += factors' * rows, with factors (rows.count x outputs, contiguous).
template <class T>
void accumulate(const DenseRows<T>& rows, OutputShape shape, const double* factors, double* sum,
                const DenseRows<T>& next);
template <class T>
void accumulate(const CompressedRows<T>& rows, OutputShape shape, const double* factors,
                double* sum, const CompressedRows<T>& next);

/// accumulate(last, ...) and multiply(next, ...) for a single output, with the bits of the two, in
/// one sweep: it adds up `last` from cache while `next` comes from memory. Asks for the rows
/// `behind` them.
template <class T>
void accumulate_and_multiply(const DenseRows<T>& last, Index features, const double* factors,
                             double* sum, const DenseRows<T>& next, const double* weights,
                             double* scores, const DenseRows<T>& behind);

}  // namespace ravine
