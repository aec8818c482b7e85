// The unit in which caches exchange memory.
#pragma once

#include <Eigen/Core>
#include <cstddef>

namespace ravine {

/// Bytes of a cache line on x86-64. Threads that write to one line slow each other down, so what
/// each thread writes begins on a line of its own. Read `getconf LEVEL1_DCACHE_LINESIZE`.
constexpr std::size_t kLineBytes = 64;

/// Numbers of type T in a line.
template <class T>
constexpr Eigen::Index kLineNumbers = static_cast<Eigen::Index>(kLineBytes / sizeof(T));

}  // namespace ravine
