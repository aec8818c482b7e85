// A run as one line of JSON, and the file of such lines that a comparison leaves behind.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ravine/export.h"
#include "ravine/result.h"
#include "record/output_file.h"

namespace ravine {

/// What was run, by the names that the grid used.
struct RAVINE_EXPORT RunCase {
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
  std::optional<double> f_star;            ///< the minimum, where it is known
  double f_start = 0.0;                    ///< the value at the start
  std::optional<double> target;            ///< the value that was asked for
  std::string settings;                    ///< what the run depends on beside its name
  std::string commit = {};                 ///< what the program was built from
  std::vector<std::string> recorded = {};  ///< the names of the figures in the trace
};

/// The figures of a finished run by name, as results files have them.
using Counters = std::map<std::string, double>;

/// One object with `problem`, `method`, `gradient`, `backend`, `threads`, `seed`, `settings`,
/// `commit`, `dimension`, `f_star`, `status`, `counters` and the arrays of the trace, among them
/// the figures by their names, and `rounds` where they are counted. A number that is not finite
/// becomes null. A byte that is no UTF-8 becomes U+FFFD.
RAVINE_EXPORT std::string to_json_line(const RunCase& run, const RunContext& context,
                                       const Result& result, const Counters& counters = {});

/// What a traces file tells of a run that it holds.
struct HeldRun {
  std::string name;
  std::string settings;
  std::string status;
  Counters counters;  ///< empty where the file was written before it had them
};

/// What a traces file begins with.
RAVINE_EXPORT FileKind traces_kind();

/// A JSON Lines file to which each finished run is appended whole: traces, or what else is kept of
/// a run.
class RAVINE_EXPORT TraceFile {
 public:
  /// Starts the file anew once the first run is appended, or with `resume` keeps its whole lines
  /// and drops a last one that was cut short. Throws std::invalid_argument, naming the file and the
  /// line, where a line is no run, and as OutputFile.
  TraceFile(std::filesystem::path path, bool resume, FileKind kind = traces_kind());

  /// True where the file held a run of this name when it was opened. Throws std::invalid_argument
  /// where that run had other settings, since the file would then hold both as one comparison.
  bool holds(const std::string& name, const std::string& settings) const;

  /// The runs that the file held when it was opened, each name once: its last.
  const std::vector<HeldRun>& held() const { return held_; }

  /// Appends one line, whole or not at all. Throws WriteError where the disk refuses it.
  void append(const std::string& line);

  /// Syncs the file to disk. Throws WriteError.
  void finish() { file_.finish(); }

 private:
  void load();
  void add(HeldRun run);

  std::filesystem::path path_;
  OutputFile file_;
  std::vector<HeldRun> held_;
  std::map<std::string, std::size_t> places_;  // in `held_`, by name
};

}  // namespace ravine
