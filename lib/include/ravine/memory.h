// Vectors that cross between a program and the library.
//
// Eigen frees memory by the instruction set that it is compiled for. The library frees as a plain
// x86-64 program does. A program that is compiled for more (-mavx2, -march=native) must neither
// free a vector of the library's nor leave it one of its own: there, both sides copy.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <memory>
#include <utility>

#include "ravine/export.h"

namespace ravine::detail {

/// True where this program's Eigen frees memory as the library's does.
constexpr bool kSameMemory = EIGEN_MALLOC_ALREADY_ALIGNED != 0 && EIGEN_MAX_ALIGN_BYTES <= 16;

/// What the library made: moved where both sides free alike, and copied where they do not.
template <class T>
T taken(const std::shared_ptr<T>& made) {
  if constexpr (kSameMemory) {
    return std::move(*made);
  } else {
    return T(std::as_const(*made));
  }
}

/// `v.resize(n)`, in the library.
RAVINE_EXPORT void resize(Eigen::VectorXd& v, Eigen::Index n);

/// Copies the program's `own` to the library's `theirs`.
inline void hand_over(const Eigen::VectorXd& own, Eigen::VectorXd& theirs) {
  if (theirs.size() != own.size()) resize(theirs, own.size());
  std::copy(own.begin(), own.end(), theirs.begin());
}

}  // namespace ravine::detail
