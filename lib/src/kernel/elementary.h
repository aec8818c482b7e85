// Elementary functions of a vector of doubles at once, to an error of at most 3 units in the last
// place: an argument is reduced exactly and the rest is its Taylor series (Muller 2016, ch. 11). No
// lane depends on its neighbours, and NaN stays NaN.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>

#include "kernel/lanes.h"

namespace ravine {
namespace detail {

// ln 2 in two parts; the first has 32 bits, so that its product with an exponent is exact (Cody &
// Waite 1980).
constexpr double kLn2High = 0x1.62e42feep-1;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
constexpr double kLog2E = 0x1.71547652b82fep0;
// Added and taken off again, it rounds to a whole number, which its lowest bits then hold.
constexpr double kRound = 0x1.8p52;

/// x = n ln 2 + r with whole n and |r| <= ln 2 / 2, for |x| up to 2^20.
struct Reduced {
  Lanes whole;  // n as doubles
  LaneInts n;
  Lanes r;
};
inline Reduced reduce(Lanes x) {
  const Lanes shifted = fma(x, broadcast(kLog2E), broadcast(kRound));
  const Lanes n = shifted - kRound;
  const Lanes r = fma(n, broadcast(-kLn2Low), fma(n, broadcast(-kLn2High), x));
  return {n, std::bit_cast<LaneInts>(shifted) - std::bit_cast<std::int64_t>(kRound), r};
}

/// 2^n, a normal number.
inline Lanes power_of_two(LaneInts n) { return std::bit_cast<Lanes>((n + 1023) << 52); }

/// x 2^n for x in [1/2, 2) and the n of an argument, which may leave the range of normal numbers:
/// rounded once.
inline Lanes scale(Lanes x, const Reduced& argument) {
#if defined(__AVX512F__)
  return _mm512_maskz_scalef_pd(0xFF, x, argument.whole);
#else
  // In two factors, of which the first product is exact.
  const LaneInts half = argument.n >> 1;
  return x * power_of_two(half) * power_of_two(argument.n - half);
#endif
}

/// c_0 + c_1 x + ... + c_{n-1} x^{n-1}: pairs of terms, then pairs of pairs, so that few multiply-
/// adds wait for another (Estrin 1960).
template <std::size_t n>
inline Lanes polynomial(const Lanes (&terms)[n], Lanes x) {
  if constexpr (n == 1) {
    return terms[0];
  } else {
    Lanes pairs[(n + 1) / 2];
#pragma GCC unroll 16
    for (std::size_t k = 0; k < (n + 1) / 2; ++k) {
      pairs[k] = 2 * k + 1 < n ? fma(terms[2 * k + 1], x, terms[2 * k]) : terms[2 * k];
    }
    return polynomial(pairs, x * x);
  }
}

template <std::size_t n>
inline Lanes polynomial(const std::array<double, n>& coefficients, Lanes x) {
  Lanes terms[n];
#pragma GCC unroll 16
  for (std::size_t k = 0; k < n; ++k) terms[k] = broadcast(coefficients[k]);
  return polynomial(terms, x);
}

/// e^r - 1 for |r| <= ln 2 / 2: the terms left out are below r^14 / 14! < 2^-57 r.
inline Lanes expm1_small(Lanes r) {
  constexpr std::array<double, 12> kInverseFactorials = {
      1.0 / 2.0,       1.0 / 6.0,        1.0 / 24.0,        1.0 / 120.0,
      1.0 / 720.0,     1.0 / 5040.0,     1.0 / 40320.0,     1.0 / 362880.0,
      1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 6227020800.0};
  return fma(r * r, polynomial(kInverseFactorials, r), r);
}

/// 2 artanh(z) - 2 z = 2 z (z^2 / 3 + z^4 / 5 + ...), with `kTerms` terms.
template <int kTerms>
inline Lanes artanh_rest(Lanes z) {
  constexpr auto kCoefficients = [] {
    std::array<double, kTerms> c{};
    for (int k = 0; k < kTerms; ++k) c[static_cast<std::size_t>(k)] = 1.0 / (2 * k + 3);
    return c;
  }();
  const Lanes square = z * z;
  return (z + z) * (square * polynomial(kCoefficients, square));
}

}  // namespace detail

/// e^x, with gradual underflow to 0 and overflow to infinity.
inline Lanes exp(Lanes x) {
  // Beyond these the result is 0 or infinity all the same, and n stays small.
  x = x < -746.0 ? broadcast(-746.0) : x;
  x = x > 710.0 ? broadcast(710.0) : x;
  const detail::Reduced reduced = detail::reduce(x);
  return detail::scale(1.0 + detail::expm1_small(reduced.r), reduced);
}

/// log(1 + x) for x in [0, 1], as 2 artanh(x / (2 + x)) (z^2 <= 1/9: 16 terms).
inline Lanes log1p_unit(Lanes x) {
  const Lanes z = x / (2.0 + x);
  return (z + z) + detail::artanh_rest<16>(z);
}

/// log x of a normal number, which is 2^n m with m in [sqrt(1/2), sqrt(2)) (z^2 <= 0.03: 10 terms).
inline Lanes log(Lanes x) {
  constexpr auto kSqrtHalf = std::bit_cast<std::int64_t>(0x1.6a09e667f3bcdp-1);
  const auto bits = std::bit_cast<LaneInts>(x);
  const LaneInts n = (bits - kSqrtHalf) >> 52;
  const auto m = std::bit_cast<Lanes>(bits - (n << 52));
  const Lanes exponent = __builtin_convertvector(n, Lanes);
  const Lanes z = (m - 1.0) / (m + 1.0);
  const Lanes low = fma(exponent, broadcast(detail::kLn2Low), detail::artanh_rest<10>(z));
  const Lanes value = fma(exponent, broadcast(detail::kLn2High), (z + z) + low);
  return x < std::numeric_limits<double>::infinity() ? value : x;
}

/// tanh x = expm1(2 |x|) / (expm1(2 |x|) + 2), with the sign of x.
inline Lanes tanh(Lanes x) {
  const LaneInts sign = std::bit_cast<LaneInts>(x) & std::numeric_limits<std::int64_t>::min();
  auto size = std::bit_cast<Lanes>(std::bit_cast<LaneInts>(x) ^ sign);
  size = size > 20.0 ? broadcast(20.0) : size;  // where tanh rounds to 1
  const detail::Reduced reduced = detail::reduce(size + size);
  const Lanes scale = detail::power_of_two(reduced.n);
  const Lanes expm1 = fma(scale, detail::expm1_small(reduced.r), scale - 1.0);
  return std::bit_cast<Lanes>(std::bit_cast<LaneInts>(expm1 / (expm1 + 2.0)) | sign);
}

}  // namespace ravine
