// What the kernels assume about the machine: its vectors, its caches, and how it reads memory. All
// tuning stands here. Each constant has its reason, its figure where one was measured (with all
// machines in lib/docs/performance/), and the command that measures it, by these names:
//   [dense]   build/release/benchmarks/reductions --benchmark_filter='(logistic|read)/'
//   [softmax] build/release/benchmarks/reductions --benchmark_filter='(cross_entropy|read)/'
//   [sparse]  build/release/benchmarks/reductions --benchmark_filter=sparse
//   [iris]    build/release/benchmarks/reductions --benchmark_filter=iris
//   [steps]   build/release/benchmarks/reductions --benchmark_filter=one_sample_steps
//   [points]  build/release/benchmarks/gradients --benchmark_filter=levy
// The kernels' bits depend on the constants under "Vectors" and "Panels and blocks" alone.
#pragma once

#include <cstddef>

#include "core/cache_line.h"
#include "ravine/objective.h"

namespace ravine {

// ---- Vectors ----

/// Doubles in a vector register of the instruction set that a source is compiled for.
#if defined(__AVX512F__)
constexpr int kLanes = 8;
#elif defined(__AVX__)
constexpr int kLanes = 4;
#else
constexpr int kLanes = 2;
#endif

/// AVX-512 has 32 vector registers, its predecessors 16. A tile of sums fills them: a multiply-add
/// then needs less than one load, and enough of them are in flight to hide their latency. Softmax
/// in cache reaches 80 of the 110 GFLOP/s that a core of a Zen 5 has. [softmax]
constexpr bool kManyRegisters = kLanes == 8;
constexpr int kTileRows = 4;  // of a tile of several outputs
constexpr int kTileOutputs = kManyRegisters ? 6 : 2;
constexpr int kSingleRows = 8;                          // of a tile of one output
constexpr int kStripOutputs = kManyRegisters ? 12 : 5;  // of G, whose strip stays in registers
constexpr int kStripVectors = 2;
constexpr int kFewOutputs = kManyRegisters ? 7 : 2;  // which have wider strips, so that a factor
constexpr int kFewVectors = 4;                       // that is loaded serves more sums
constexpr int kSingleVectors = 8;                    // of a strip of one output
constexpr int kSweepVectors = 2;  // an address of a row is loaded once for so many vectors of it

/// Up to so many numbers per row are regrouped in registers; longer rows would take more moves than
/// they have numbers. Iris has three scores per row. [iris]
constexpr int kMostRegrouped = 4;

/// Softmax keeps the scores of so many classes and computes those of further ones anew: 2 KiB of
/// the stack with AVX-512. [softmax]
constexpr Index kKeptClasses = 32;

/// False where loads of single numbers are as fast as a gather. AMD's gathers are microcode, and
/// Intel's before Sapphire Rapids are slow since Downfall (2023) was closed. On an Ice Lake gathers
/// would take 149 in place of 104 ms. [sparse]
#if defined(__AVX512FP16__)
constexpr bool kGathers = true;
#else
constexpr bool kGathers = false;
#endif

/// Points that a test function is evaluated at side by side: two of the widest vectors hide the
/// latency of a sum in each other. Differences are 3 to 12 times as fast at n = 100. [points]
constexpr Index kPointsAtATime = 16;

// ---- Panels and blocks ----

/// Numbers of a panel, which are weights and the rows of a tile. The first-level cache holds them:
/// 44 of 48 KiB on Intel's processors with AVX-512, 24 of 32 KiB on those without. Panels of other
/// widths were not faster. [softmax]
constexpr Index kPanelNumbers = kManyRegisters ? 5632 : 3072;

/// With more outputs than this, products take the outputs in groups. Weights of no more outputs lie
/// by columns, as one stream: ten rows of weights would be ten more streams than a prefetcher
/// follows. [softmax]
constexpr Index kMostOutputsByColumns = 12;

/// From so many samples on, weights and gradient are reordered. That costs as much as the products
/// of about ten samples. [softmax]
constexpr Index kReorderedFrom = 1000;

/// Sparse rows are worked on so many entries at a time, the same stretch of many rows before the
/// next stretch. Columns grow along a row, so these rows use one part of the weights, which the
/// first-level cache holds: 1.56 in place of 2.4 reads on a Xeon. Stretches of 16 entries take 147
/// in place of 134 ms on a Zen 4. [sparse]
constexpr int kStretch = 32;
constexpr Index kRowsSideBySide = 96;

/// A block of rows is used forward and back while a core's own cache holds it. A small block keeps
/// its pages within the first-level translation buffer; a large one has fewer ends. With several
/// outputs, the strips of a block are taken in turn. Blocks of 8 to 64 rows were not faster.
/// [dense] [softmax]
constexpr Index kBlockBytes = 104 * 1024;
constexpr Index kStripBlockBytes = 208 * 1024;
constexpr Index kMostBlockRows = 512;

/// Dense rows are visited as so many runs of neighbours, one row of each run in turn. A prefetcher
/// follows each run through memory; in one run alone it would start anew at each row. Floats take
/// 7.6 in place of 8.7 ms on a Xeon. [dense]
constexpr Index kStreams = 8;

// ---- Prefetches ----

/// Features of more bytes than this are not in a core's own cache when they are needed, and are
/// prefetched. [dense]
constexpr std::size_t kCacheBytes = 1024 * 1024;

/// The sweep over dense rows prefetches so many columns ahead. On a Xeon it takes 11.5 in place of
/// 12.6 ms, and 4.8 in place of 6.1 ms in float. Half or twice as many make no difference. [dense]
constexpr Index kColumnsAhead = 256;

/// Prefetches beside one stretch of a sparse row. The two kernels share the lines of the next block
/// by the time that they take. [sparse]
template <class T>
constexpr int kPrefetchesOfMultiply = sizeof(T) / sizeof(double);
template <class T>
constexpr int kPrefetchesOfAccumulate = sizeof(T) == sizeof(double) ? 3 : 2;

/// Runs that the entries and the columns of a sparse block are prefetched in, side by side.
/// [sparse]
constexpr std::size_t kValueStreams = 8;
constexpr std::size_t kColumnStreams = 4;

/// The cache that a line comes to, as `__builtin_prefetch` says it.
constexpr int kFirstLevel = 3;
constexpr int kSecondLevel = 2;

/// True on AMD's cores. A prefetch into the second-level cache takes them 2.5 cycles whatever else
/// they do (Zen 4, which GCC 12 takes for a Zen 3). One into the first level holds one of the few
/// buffers that all reads need until its line arrives. On a Zen 4 the choice by it brings 18.4 in
/// place of 22.3 ms [dense], 44 in place of 51 ms [softmax], and 155 in place of 182 ms [sparse]. A
/// build for any processor asks the one that it runs on.
#if defined(__znver1__) || defined(__znver2__) || defined(__znver3__) || defined(__znver4__) || \
    defined(__znver5__)
constexpr bool kCostlySecondLevel = true;
#elif defined(RAVINE_ANY_PROCESSOR) && defined(__x86_64__)
inline const bool kCostlySecondLevel = [] {
  __builtin_cpu_init();
  return __builtin_cpu_is("amd") != 0;
}();
#else
constexpr bool kCostlySecondLevel = false;
#endif

}  // namespace ravine
