// Rows that a kernel asks for while it works on others, a line at a time, so that memory is never
// idle. In a burst the requests would wait for each other, and the kernel's own reads of its
// second-level cache for them. Included by the library's own sources only, as lanes.h is.
#pragma once

#include <algorithm>
#include <cstddef>

#include "ravine/data/row_products.h"

namespace ravine {

constexpr Index kLineBytes = 64;

/// Asks for a line of memory: to be used at once, or later, which leaves the first-level cache to
/// the kernel. Inlined, since GCC 12 takes a function that does nothing else for one without
/// effects and drops its calls.
[[gnu::always_inline]] inline void ask_for_line_now(const void* from) { __builtin_prefetch(from); }
[[gnu::always_inline]] inline void ask_for_line(const void* from) {
  __builtin_prefetch(from, 0, 2);
}

/// Of dense rows, so many side by side: as many as there are streams through memory where rows come
/// in an order of streams, and few enough for a core to follow.
constexpr Index kSideBySide = 8;

/// What a loop over registers holds of a `DenseAhead`: the lines of one group of rows.
class LinesAhead {
 public:
  LinesAhead() = default;

  /// Asks for half as much as the loop reads: half of `kBytes`. The other half is asked for by the
  /// kernel that takes the same rows the other way. Inlined, since a loop would have to save its
  /// registers for a call.
  template <std::size_t kBytes>
  [[gnu::always_inline]] void beside() {
    if constexpr (kBytes % kTwoLines == 0) {
#pragma GCC unroll 8
      for (std::size_t line = 0; line < kBytes / kTwoLines; ++line) ask();
    } else {
      owed_ += kBytes;
      if (owed_ < kTwoLines) return;
      owed_ -= kTwoLines;
      ask();
    }
  }

 private:
  static constexpr std::size_t kTwoLines = 2 * kLineBytes;

  template <class T>
  friend class DenseAhead;

  [[gnu::always_inline]] void ask() {
    if (next_ >= end_) return;
    constexpr std::size_t kRows = kSideBySide;
    ask_for_line(rows_[next_ % kRows] + next_ / kRows * kLineBytes);
    ++next_;
  }

  const char* const* rows_ = nullptr;
  std::size_t next_ = 0;  // counts a line of each row in turn
  std::size_t end_ = 0;
  std::size_t owed_ = 0;  // bytes read that nothing was asked for yet
};

template <class T>
class DenseAhead {
 public:
  DenseAhead(const DenseRows<T>& rows, Index features)
      : rows_(rows), lines_((features * static_cast<Index>(sizeof(T)) - 1) / kLineBytes + 1) {}

  /// The lines to ask for, which a loop takes and then gives back.
  LinesAhead take() {
    if (lines_ahead_.next_ >= lines_ahead_.end_ && first_ < rows_.count) next_group();
    return lines_ahead_;
  }
  void give_back(const LinesAhead& lines) { lines_ahead_ = lines; }

 private:
  void next_group() {
    for (Index r = 0; r < kSideBySide; ++r) {
      group_[r] = reinterpret_cast<const char*>(rows_[std::min(first_ + r, rows_.count - 1)]);
    }
    first_ += kSideBySide;
    lines_ahead_.rows_ = group_;
    lines_ahead_.next_ = 0;
    lines_ahead_.end_ = static_cast<std::size_t>(lines_ * kSideBySide);
  }

  DenseRows<T> rows_;
  Index lines_;  // a row
  LinesAhead lines_ahead_;
  const char* group_[kSideBySide];
  Index first_ = 0;  // behind the group
};

/// How many of the next rows `multiply` asks for; `accumulate` asks for those behind them.
template <class T>
Index asked_by_multiply(const DenseRows<T>& next) {
  return std::min(next.count, (next.count / 2 + kSideBySide - 1) / kSideBySide * kSideBySide);
}

}  // namespace ravine
