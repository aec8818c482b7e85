// What is written down of a run while it goes on: the trace, and what the observer is told.
#pragma once

#include <limits>
#include <utility>
#include <vector>

#include "oracle/iterates.h"
#include "oracle/spending.h"
#include "ravine/options.h"
#include "ravine/result.h"

namespace ravine {

class Recorder {
 public:
  Recorder(const Options& options, Index dimension, const Executor& executor);

  /// Tells the observer of the iterate x, and appends it to the trace where its turn has come.
  /// `before` is the iterate before, empty at the first. False where the observer stops the run.
  bool record(const VectorXd& x, double f, double gradient_norm, const VectorXd& before,
              const Iterates& iterates, Spending& spending);

  /// True where each iterate is looked at, and not only those whose turn in the trace has come.
  bool observes() const { return static_cast<bool>(observer_); }
  /// The next iterate is recorded from so many values on.
  Index next() const { return next_; }

  /// True where the iterate at so many values is in the trace, and the trace keeps memories.
  bool shows_memory(Index values) const {
    return dimension_ == 2 && !trace_.empty() && trace_.back().f_evals == values;
  }
  void show(Memory memory) { trace_.back().memory = std::move(memory); }

  /// Ends the trace at x.
  void close(const VectorXd& x, double f, const Iterates& iterates, Spending& spending);

  std::vector<TracePoint>& trace() { return trace_; }

 private:
  void append(const VectorXd& x, double f, const Iterates& iterates, Spending& spending);
  Index next_due(Index values) const;

  Observer observer_;
  Figures figures_;
  const Executor& executor_;  // takes the figures
  bool traces_;
  Index dimension_;
  Index next_;
  std::vector<TracePoint> trace_;
};

}  // namespace ravine
