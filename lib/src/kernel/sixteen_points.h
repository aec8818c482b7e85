// Sixteen numbers that go through a formula side by side: f at sixteen points for little more than
// the cost of one, each with the bits that it would have alone.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <type_traits>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "kernel/machine.h"
#include "ravine/capability.h"

namespace ravine::problem {

/// Sixteen doubles, operated on lane by lane. Two vectors of eight hide the latency of a sum in
/// each other.
class SixteenPoints {
 public:
  static constexpr Index kCount = kPointsAtATime;

  SixteenPoints() = default;
  SixteenPoints(double c)  // NOLINT(google-explicit-constructor): a constant
      : low_{c, c, c, c, c, c, c, c}, high_{c, c, c, c, c, c, c, c} {}

  static SixteenPoints load(const double* from) {
    SixteenPoints lanes;
    lanes.low_ = *reinterpret_cast<const Unaligned*>(from);
    lanes.high_ = *reinterpret_cast<const Unaligned*>(from + kHalf);
    return lanes;
  }
  void store(double* to) const {
    *reinterpret_cast<Unaligned*>(to) = low_;
    *reinterpret_cast<Unaligned*>(to + kHalf) = high_;
  }

  SixteenPoints operator-() const { return {-low_, -high_}; }
  SixteenPoints& operator+=(const SixteenPoints& b) { return *this = *this + b; }
  SixteenPoints& operator-=(const SixteenPoints& b) { return *this = *this - b; }
  SixteenPoints& operator*=(const SixteenPoints& b) { return *this = *this * b; }
  SixteenPoints& operator/=(const SixteenPoints& b) { return *this = *this / b; }

  friend SixteenPoints operator+(const SixteenPoints& a, const SixteenPoints& b) {
    return {a.low_ + b.low_, a.high_ + b.high_};
  }
  friend SixteenPoints operator-(const SixteenPoints& a, const SixteenPoints& b) {
    return {a.low_ - b.low_, a.high_ - b.high_};
  }
  friend SixteenPoints operator*(const SixteenPoints& a, const SixteenPoints& b) {
    return {a.low_ * b.low_, a.high_ * b.high_};
  }
  friend SixteenPoints operator/(const SixteenPoints& a, const SixteenPoints& b) {
    return {a.low_ / b.low_, a.high_ / b.high_};
  }

  friend SixteenPoints multiply_add(const SixteenPoints& a, const SixteenPoints& b,
                                    const SixteenPoints& c) {
#ifdef __AVX512F__
    return {_mm512_fmadd_pd(a.low_, b.low_, c.low_), _mm512_fmadd_pd(a.high_, b.high_, c.high_)};
#else
    return a * b + c;
#endif
  }

  // The functions of the standard library, one lane after the other: a vectorised one would have
  // other bits.
  friend SixteenPoints sqrt(const SixteenPoints& x) {
    return x.map([](double v) { return std::sqrt(v); });
  }
  friend SixteenPoints exp(const SixteenPoints& x) {
    return x.map([](double v) { return std::exp(v); });
  }
  friend SixteenPoints sin(const SixteenPoints& x) {
    return x.map([](double v) { return std::sin(v); });
  }
  friend SixteenPoints cos(const SixteenPoints& x) {
    return x.map([](double v) { return std::cos(v); });
  }
  friend SixteenPoints max(const SixteenPoints& a, double b) {
    return a.map([b](double v) { return v < b ? b : v; });
  }

 private:
  static constexpr int kHalf = kCount / 2;
  using Half = double __attribute__((vector_size(kHalf * sizeof(double))));
  using Unaligned = double
      __attribute__((vector_size(kHalf * sizeof(double)), aligned(sizeof(double)), may_alias));

  SixteenPoints(const Half& low, const Half& high) : low_(low), high_(high) {}

  template <class Function>
  SixteenPoints map(Function function) const {
    SixteenPoints result;
    for (int k = 0; k < kHalf; ++k) result.low_[k] = function(low_[k]);
    for (int k = 0; k < kHalf; ++k) result.high_[k] = function(high_[k]);
    return result;
  }

  Half low_{};
  Half high_{};
};

/// a b + c, rounded once where sixteen lanes can do so too: what a formula says where its time is
/// spent, since the compiler is told to fuse nothing of its own accord.
inline double multiply_add(double a, double b, double c) {
#ifdef __AVX512F__
  return std::fma(a, b, c);
#else
  return a * b + c;
#endif
}
template <class Scalar>
Scalar multiply_add(const Scalar& a, const Scalar& b, const Scalar& c) {
  return a * b + c;
}

/// Columns of `Points` as one vector: entry i is x_i of one point (double) or of sixteen
/// (SixteenPoints).
template <class Scalar>
class ColumnsView {
 public:
  ColumnsView(const Points& points, Index column) : points_(points), column_(column) {}
  Index size() const { return points_.rows(); }
  Scalar operator[](Index i) const {
    const double* const entry = points_.data() + i * points_.cols() + column_;
    if constexpr (std::is_same_v<Scalar, double>) {
      return *entry;
    } else {
      return Scalar::load(entry);
    }
  }

 private:
  const Points& points_;
  Index column_;
};

/// `f` at each column: sixteen at once, and what is over one by one.
template <class F>
void values_across(const F& f, const Points& points, VectorXd& values) {
  values.resize(points.cols());
  Index k = 0;
  for (; k + SixteenPoints::kCount <= points.cols(); k += SixteenPoints::kCount) {
    f(ColumnsView<SixteenPoints>(points, k)).store(values.data() + k);
  }
  for (; k < points.cols(); ++k) values[k] = f(ColumnsView<double>(points, k));
}

}  // namespace ravine::problem

namespace Eigen {

template <>
struct NumTraits<ravine::problem::SixteenPoints> : NumTraits<double> {
  using Real = ravine::problem::SixteenPoints;
  using NonInteger = ravine::problem::SixteenPoints;
  using Nested = ravine::problem::SixteenPoints;
  enum { RequireInitialization = 1, ReadCost = 16, AddCost = 16, MulCost = 16 };
};

}  // namespace Eigen
