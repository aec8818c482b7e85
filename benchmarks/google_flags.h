// The flags of Google Benchmark, checked before the library sees them. It would answer a wrong
// value with its usage and exit status 0, or abort.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <regex>
#include <string>
#include <vector>

namespace ravine {

/// Which cases are run: a regular expression, or "-" and one of what is left out.
class CaseFilter {
 public:
  /// Throws std::regex_error, also for back-references, which cannot be matched in that time.
  explicit CaseFilter(const std::string& text = ".*");

  /// True where the case is run. The time grows with the name's length alone, whatever the
  /// expression: no path through it is tried twice.
  bool keeps(const std::string& name) const;

 private:
  bool negative_;
  std::regex pattern_;
};

/// The flags that are handled here, since the names that the library knows carry a suffix and its
/// results file is written in place.
struct BenchmarkFlags {
  std::string out;                  ///< where the results go; empty: nowhere
  std::string out_format = "json";  ///< or "csv" or "console"
  std::string format = "console";   ///< of what is shown
  CaseFilter filter;                ///< what is run
  bool list_tests = false;          ///< only print the names
  bool own_display = true;          ///< false where the user asked for a format
  std::vector<std::string> rest;    ///< the other arguments, the program's name first
};

/// Takes its flags out of the command line, and of the environment (BENCHMARK_OUT, ...), over which
/// the command line wins. `min_time` is the time of a case in seconds where the user gives none.
/// Throws std::invalid_argument for a value that a flag does not take, std::regex_error for a
/// filter that is none.
BenchmarkFlags take_benchmark_flags(int argc, char** argv, const std::string& min_time);

/// The names of all flags of Google Benchmark, as one types them: "--benchmark_filter".
std::vector<std::string> benchmark_flag_names();

/// Checks for the numbers among the flags, which say what was expected.
CLI::Validator number_from(double low);
CLI::Validator number_above(double low);
CLI::Validator whole_number(std::int64_t low,
                            std::int64_t high = std::numeric_limits<std::int64_t>::max());

}  // namespace ravine
