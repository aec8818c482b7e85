// How a comparison talks while it runs, and how its results file is written.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace ravine {

/// Takes Google Benchmark's time suffix off the case names, which the design fixes, before another
/// reporter sees them. Leaves out what the reporter says of the library's own build.
class PlainNames : public benchmark::BenchmarkReporter {
 public:
  explicit PlainNames(std::unique_ptr<benchmark::BenchmarkReporter> next)
      : next_(std::move(next)) {}
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

 private:
  std::unique_ptr<benchmark::BenchmarkReporter> next_;
};

/// A reporter of "json", "csv" or "console"; `colored` is of the console's.
std::unique_ptr<benchmark::BenchmarkReporter> make_reporter(const std::string& format,
                                                            bool colored);

/// Makes what a results file says, and counts how the cases have ended. Cases that an interrupt has
/// kept from being run are left out.
class ResultsText : public benchmark::BenchmarkReporter {
 public:
  /// `before` are the runs of an earlier call, which come first.
  ResultsText(const std::string& format, std::vector<Run> before);
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override { next_.Finalize(); }

  std::string text() const { return text_.str(); }
  std::size_t finished() const { return finished_; }
  /// "<case>: <why>" for each case that ended in an error.
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  std::ostringstream text_;
  std::ostringstream remarks_;  // what is meant for the terminal beside it
  PlainNames next_;
  std::vector<Run> before_;
  std::size_t finished_ = 0;
  std::vector<std::string> errors_;
};

/// The error of a case that was not run because of an interrupt.
inline constexpr const char* kInterrupted = "interrupted";

/// Prints one plain line per run, and on a terminal a bar with the time left.
class ProgressReporter : public benchmark::BenchmarkReporter {
 public:
  explicit ProgressReporter(std::size_t total);
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

 private:
  void draw_bar(const std::string& name) const;
  void clear_bar() const;

  std::size_t total_;
  std::size_t done_ = 0;
  bool terminal_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace ravine
