// Rows that a kernel asks for while it works on others, a line at a time, so that memory is never
// idle. In a burst the requests would wait for each other, and the kernel's own reads of its
// second-level cache for them. Included by the library's own sources only, as lanes.h is.
#pragma once

#include <algorithm>
#include <cstddef>

#include "kernel/machine.h"
#include "kernel/row_products.h"

namespace ravine {

/// Asks for a line, to the second-level cache or to the first.
[[gnu::always_inline]] inline void prefetch(const void* from, bool to_second) {
  if (to_second) {
    __builtin_prefetch(from, 0, kSecondLevel);
  } else {
    __builtin_prefetch(from, 0, kFirstLevel);
  }
}

/// Asks for a line of memory that a loop as fast as memory is about to use. Inlined, since GCC 12
/// takes a function that does nothing else for one without effects and drops its calls.
[[gnu::always_inline]] inline void ask_for_line_now(const void* from) {
  prefetch(from, kCostlySecondLevel);
}

/// Asks for a line that is used later, beside more work than reading takes: it leaves the
/// first-level cache to that work or, where the second level is costly, buffers enough.
[[gnu::always_inline]] inline void ask_for_line(const void* from) {
  prefetch(from, !kCostlySecondLevel);
}

/// Brings kCount numbers, which the second-level cache holds, into the first.
template <Index kCount, class T>
[[gnu::always_inline]] inline void bring_near(const T* from) {
#pragma GCC unroll 8
  for (Index k = 0; k < kCount; k += kLineNumbers<T>) __builtin_prefetch(from + k, 0, kFirstLevel);
}

/// What a loop over registers holds of a `DenseAhead`: the lines of one group of rows.
class LinesAhead {
 public:
  LinesAhead() = default;

  /// The line to ask for next, one of each row in turn; null where none is left.
  [[gnu::always_inline]] const char* take_line() {
    if (next_ >= end_) return nullptr;
    constexpr std::size_t kRows = kStreams;
    const char* const line = rows_[next_ % kRows] + next_ / kRows * kLineBytes;
    ++next_;
    return line;
  }

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
    if (const char* const line = take_line()) ask_for_line(line);
  }

  const char* const* rows_ = nullptr;
  std::size_t next_ = 0;  // counts a line of each row in turn
  std::size_t end_ = 0;
  std::size_t owed_ = 0;  // bytes read that nothing was asked for yet
};

/// The kernel that asks: each of the two has its share. Of dense rows that is a half of them or, of
/// few, of every row.
enum class AskedBy { kMultiply, kAccumulate };

/// Dense rows that come behind those of a kernel, in groups of `kStreams`, about as many as it
/// has itself. A kernel may have fewer rows than go side by side, as with mini-batches of one
/// sample. Then each row is asked for in parts, one part in each of the steps before it. A core's
/// prefetcher follows eight rows at once at the memory's speed, and a single row at half of it.
template <class T>
class DenseAhead {
 public:
  /// Of `next`, what comes behind `here` rows.
  DenseAhead(const DenseRows<T>& next, Index here, Index features, AskedBy kernel)
      : rows_(next),
        row_lines_((features - 1) / kLineNumbers<T> + 1),
        here_(std::max<Index>(here, 1)),
        steps_(std::max<Index>(kStreams / here_, 1)) {
    const bool multiplies = kernel == AskedBy::kMultiply;
    const Index count = std::min(next.count, std::max(here, kStreams));
    const Index lines = (row_lines_ + steps_ - 1) / steps_;
    if (count <= kStreams) {
      end_ = count;
      first_line_ = multiplies ? 0 : lines / 2;
      end_line_ = multiplies ? lines / 2 : lines;
    } else {
      const Index half = (count / 2 + kStreams - 1) / kStreams * kStreams;
      first_ = multiplies ? 0 : half;
      end_ = multiplies ? half : count;
      end_line_ = lines;
    }
  }

  bool empty() const { return first_ >= end_; }

  /// The lines to ask for, which a loop takes and then gives back.
  LinesAhead take() {
    if (lines_ahead_.next_ >= lines_ahead_.end_ && !empty()) next_group();
    return lines_ahead_;
  }
  void give_back(const LinesAhead& lines) { lines_ahead_ = lines; }

 private:
  void next_group() {
    for (Index s = 0; s < kStreams; ++s) {
      const Index part = std::max<Index>(steps_ - 1 - s / here_, 0);
      group_[s] = reinterpret_cast<const char*>(rows_[std::min(first_ + s, end_ - 1)]) +
                  part * row_lines_ / steps_ * kLineBytes;
    }
    first_ += kStreams;
    lines_ahead_.rows_ = group_;
    lines_ahead_.next_ = static_cast<std::size_t>(first_line_ * kStreams);
    lines_ahead_.end_ = static_cast<std::size_t>(end_line_ * kStreams);
  }

  DenseRows<T> rows_;
  Index row_lines_;
  Index here_;
  Index steps_;           // in which a row is asked for
  Index first_ = 0;       // rows [first_, end_) are still to be asked for,
  Index end_ = 0;         // of each of their parts
  Index first_line_ = 0;  // the lines [first_line_, end_line_)
  Index end_line_ = 0;
  LinesAhead lines_ahead_;
  const char* group_[kStreams];
};

/// Neighbouring sparse rows that are prefetched: several streams of their entries side by side, and
/// several of their columns. Of rows in another order nothing is prefetched.
template <class T>
class CompressedAhead {
 public:
  CompressedAhead(const CompressedRows<T>& rows, AskedBy kernel) {
    if (rows.order != nullptr || rows.count == 0) return;
    const int begin = rows.starts[rows.begin];
    const int end = rows.starts[rows.begin + rows.count];
    values_ = reinterpret_cast<const char*>(rows.values + begin);
    columns_ = reinterpret_cast<const char*>(rows.columns + begin);
    const std::size_t lines = static_cast<std::size_t>(end - begin) * sizeof(T) / kLineBytes;
    stream_ = lines / kValueStreams * kLineBytes;
    column_stream_ = lines / kLinesAColumnLine / kColumnStreams * kLineBytes;
    const std::size_t cut = lines * std::size_t{kPrefetchesOfMultiply<T>} /
                            (kPrefetchesOfMultiply<T> + kPrefetchesOfAccumulate<T>);
    line_ = kernel == AskedBy::kMultiply ? 0 : cut;
    end_ = kernel == AskedBy::kMultiply ? cut : lines;
  }

  /// Calls `call(line)` with the next line of entries, and with one of columns where that is due.
  template <class Call>
  [[gnu::always_inline]] void take_line(Call&& call) {
    if (line_ >= end_) return;
    call(values_ + line_ % kValueStreams * stream_ + line_ / kValueStreams * kLineBytes);
    if (line_ % kLinesAColumnLine == 0) {
      const std::size_t line = line_ / kLinesAColumnLine;
      call(columns_ + line % kColumnStreams * column_stream_ + line / kColumnStreams * kLineBytes);
    }
    ++line_;
  }

  /// Prefetches them. Inlined, because a kernel would have to save its registers for a call.
  [[gnu::always_inline]] void ask() {
    take_line([](const char* line) __attribute__((always_inline)) { ask_for_line(line); });
  }

 private:
  static constexpr std::size_t kLinesAColumnLine = sizeof(T) / sizeof(int);

  const char* values_ = nullptr;
  const char* columns_ = nullptr;
  std::size_t stream_ = 0;         // bytes from one stream of values to the next
  std::size_t column_stream_ = 0;  // likewise of columns
  std::size_t line_ = 0;
  std::size_t end_ = 0;
};

}  // namespace ravine
