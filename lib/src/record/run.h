// A run as one line of JSON, and the file of such lines that a comparison leaves behind.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "ravine/result.h"

namespace ravine {

/// What was run, by the names that the grid used.
struct RunCase {
  std::string problem;
  std::string method;
  std::string gradient;  ///< "none" for a method without one
  std::string backend;
  int threads = 1;
  std::uint64_t seed = 1;

  /// "<problem>/<method>/<gradient>/<backend>:<threads>/seed:<k>"
  std::string name() const;
};

/// What is known about the problem besides the run.
struct RunContext {
  Eigen::Index dimension = 0;
  std::optional<double> f_star;  ///< the minimum, where it is known
  double f_start = 0.0;          ///< the value at the start
  std::optional<double> target;  ///< the value that was asked for
  std::string settings;          ///< what the run depends on beside its name
};

/// One object with `problem`, `method`, `gradient`, `backend`, `threads`, `seed`, `settings`,
/// `dimension`, `f_star`, `status` and the arrays of the trace; numbers that are not finite become
/// null.
std::string to_json_line(const RunCase& run, const RunContext& context, const Result& result);

/// A JSON Lines file to which each finished run is appended whole.
class TraceFile {
 public:
  /// Starts the file anew, or with `resume` keeps its whole lines and drops a last one that was cut
  /// short. Throws std::invalid_argument, naming the file and the line, where a line is no run.
  TraceFile(std::filesystem::path path, bool resume);

  /// True where the file held a run of this name when it was opened. Throws std::invalid_argument
  /// where that run had other settings, since the file would then hold both as one comparison.
  bool holds(const std::string& name, const std::string& settings) const;

  /// Appends one line with a single write; throws std::runtime_error where the disk refuses it.
  void append(const std::string& line);

 private:
  void load();

  std::filesystem::path path_;
  std::map<std::string, std::string> settings_;  // by name; of lines that do not say, empty
};

}  // namespace ravine
