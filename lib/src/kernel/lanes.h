// Vectors of doubles as wide as the machine's registers. Included by the library's own sources
// only: their width is that of the instruction set that a source is compiled for.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#if defined(__FMA__)
#include <immintrin.h>
#endif

#include "kernel/machine.h"

namespace ravine {

/// Calls `call.operator()<count>()`, for a count in [1, kMost]; false, and no call, for any other.
template <int kMost, class Call>
inline bool with_constant(Eigen::Index count, Call&& call) {
  const auto dispatch = [&]<int... c>(std::integer_sequence<int, c...>) {
    return ((count == c + 1 && (call.template operator()<c + 1>(), true)) || ...);
  };
  return dispatch(std::make_integer_sequence<int, kMost>());
}

using Lanes = double __attribute__((vector_size(kLanes * sizeof(double))));
using LaneInts = std::int64_t __attribute__((vector_size(kLanes * sizeof(std::int64_t))));

inline Lanes broadcast(double x) { return x - Lanes{}; }

/// a * b + c, rounded once where the machine can.
inline Lanes fma(Lanes a, Lanes b, Lanes c) {
#if defined(__AVX512F__)
  return _mm512_fmadd_pd(a, b, c);
#elif defined(__FMA__)
  return _mm256_fmadd_pd(a, b, c);
#else
  return a * b + c;
#endif
}

inline double fma(double a, double b, double c) {
#if defined(__FMA__)
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}

/// The next kLanes numbers from `from` on, as doubles.
template <class T>
inline Lanes load(const T* from) {
  // GCC's own conversion of a whole vector takes five instructions. The mask of all lanes takes
  // none; of the intrinsic without one it gives false warnings (its bug 105593).
#if defined(__AVX512F__)
  if constexpr (std::is_same_v<T, float>) {
    return _mm512_maskz_cvtps_pd(0xFF, _mm256_loadu_ps(from));
  }
#elif defined(__FMA__)
  if constexpr (std::is_same_v<T, float>) return _mm256_cvtps_pd(_mm_loadu_ps(from));
#endif
  using Vector [[gnu::vector_size(kLanes * sizeof(T)), gnu::aligned(alignof(T)), gnu::may_alias]] =
      T;
  return __builtin_convertvector(*reinterpret_cast<const Vector*>(from), Lanes);
}

/// The next kLanes doubles, loaded into a register by one instruction. GCC would load them anew in
/// each instruction that uses them; volatile memory it reads as often as the program does. Brings
/// 86 in place of 56 GFLOP/s on a Zen 5 (lib/docs/performance/kernels.md).
inline Lanes load_once(const double* from) {
#if defined(__AVX512F__)
  using Vector [[gnu::vector_size(sizeof(Lanes)), gnu::aligned(alignof(double)), gnu::may_alias]] =
      double;
  return *reinterpret_cast<const volatile Vector*>(from);
#else
  return load(from);
#endif
}

/// Every `stride`-th number from `from` on, kLanes of them.
inline Lanes load_strided(const double* from, Eigen::Index stride) {
#if defined(__AVX512F__)
  if constexpr (kGathers) {
    const __m512i places =
        _mm512_mullo_epi64(_mm512_set1_epi64(stride), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
    return _mm512_mask_i64gather_pd(Lanes{}, 0xFF, places, from, sizeof(double));
  }
#endif
  Lanes v;
  for (Eigen::Index l = 0; l < kLanes; ++l) v[l] = from[l * stride];
  return v;
}

/// The next two of `places`, none of which is negative, by one load: loads, not shifts, bound the
/// loops that need them.
inline std::pair<std::uint32_t, std::uint32_t> load_pair(const int* places) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t pair = 0;
  std::memcpy(&pair, places, sizeof(pair));
  return {static_cast<std::uint32_t>(pair), static_cast<std::uint32_t>(pair >> 32U)};
}

namespace detail {

template <int kCount>
struct Part {
  typedef double Type __attribute__((vector_size(kCount * sizeof(double))));
};

// One half after the other, which takes fewer registers for places than all lanes at once.
template <int kCount>
inline typename Part<kCount>::Type gather(const double* from, const int* places) {
  if constexpr (kCount == 2) {
    const auto [first, second] = load_pair(places);
    return typename Part<2>::Type{from[first], from[second]};
  } else {
    const auto low = gather<kCount / 2>(from, places);
    const auto high = gather<kCount / 2>(from, places + kCount / 2);
    const auto join = [&]<int... l>(std::integer_sequence<int, l...>) {
      return __builtin_shufflevector(low, high, l...);
    };
    return join(std::make_integer_sequence<int, kCount>());
  }
}

}  // namespace detail

/// The numbers that the next kLanes of `places` name, none of which is negative.
inline Lanes gather(const double* from, const int* places) {
#if defined(__AVX512F__)
  if constexpr (kGathers) {
    return _mm512_mask_i32gather_pd(Lanes{}, 0xFF,
                                    _mm256_loadu_si256(reinterpret_cast<const __m256i*>(places)),
                                    from, sizeof(double));
  }
#endif
  return detail::gather<kLanes>(from, places);
}

/// Stores each number where one of the next kLanes of `places` says; no two may be the same.
inline void scatter(double* to, const int* places, Lanes v) {
#if defined(__AVX512F__)
  _mm512_i32scatter_pd(to, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(places)), v,
                       sizeof(double));
#else
  for (int l = 0; l < kLanes; ++l) to[places[l]] = v[l];
#endif
}

/// The next `count` < kLanes numbers and zeros; nothing behind them is read.
template <class T>
inline Lanes load_part(const T* from, Eigen::Index count) {
#if defined(__AVX512F__)
  const auto mask = static_cast<unsigned>((1U << static_cast<unsigned>(count)) - 1U);
  if constexpr (sizeof(T) == sizeof(double)) {
    return _mm512_maskz_loadu_pd(static_cast<__mmask8>(mask), from);
  } else {
    const __m512 floats = _mm512_maskz_loadu_ps(static_cast<__mmask16>(mask), from);
    return _mm512_maskz_cvtps_pd(0xFF,
                                 __builtin_shufflevector(floats, floats, 0, 1, 2, 3, 4, 5, 6, 7));
  }
#else
  Lanes v{};
  for (Eigen::Index l = 0; l < count; ++l) v[l] = from[l];
  return v;
#endif
}

inline void store(double* to, Lanes v) {
  using Vector [[gnu::vector_size(sizeof(Lanes)), gnu::aligned(alignof(double)), gnu::may_alias]] =
      double;
  *reinterpret_cast<Vector*>(to) = v;
}

inline void store_part(double* to, Lanes v, Eigen::Index count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_pd(to, static_cast<__mmask8>((1U << static_cast<unsigned>(count)) - 1U), v);
#else
  for (Eigen::Index l = 0; l < count; ++l) to[l] = v[l];
#endif
}

namespace detail {

// Lane l of a pair of vectors, where runs of `width` lanes come from a and b in turn: the first
// (half = 0) or the second (half = 1) run of each 2 * width lanes.
template <int kWidth, int kHalf, std::size_t... l>
inline Lanes interleave(Lanes a, Lanes b, std::index_sequence<l...>) {
  return __builtin_shufflevector(a, b,
                                 (static_cast<int>(l) % (2 * kWidth) < kWidth
                                      ? static_cast<int>(l) + kHalf * kWidth
                                      : kLanes + static_cast<int>(l) - kWidth + kHalf * kWidth)...);
}

template <int kWidth>
inline void add_pairs(Lanes (&v)[kLanes]) {
  if constexpr (kWidth < kLanes) {
    constexpr auto kAll = std::make_index_sequence<kLanes>();
    for (int i = 0; i < kLanes / (2 * kWidth); ++i) {
      const Lanes a = v[2 * i];
      const Lanes b = v[2 * i + 1];
      v[i] = interleave<kWidth, 0>(a, b, kAll) + interleave<kWidth, 1>(a, b, kAll);
    }
    add_pairs<2 * kWidth>(v);
  }
}

}  // namespace detail

/// Lane l of the result is the sum of all lanes of v[l], in one fixed tree. Overwrites v.
inline Lanes sums_of(Lanes (&v)[kLanes]) {
  detail::add_pairs<1>(v);
  return v[0];
}

}  // namespace ravine
