#include "benchmarks/reporter.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <iostream>
#include <iterator>
#include <utility>

namespace ravine {
namespace {

double counter(const benchmark::BenchmarkReporter::Run& run, const char* name) {
  const auto found = run.counters.find(name);
  return found == run.counters.end() ? std::nan("") : found->second.value;
}

/// What Google Benchmark says of how it was built itself. Debian builds it without NDEBUG, which
/// changes no time that is measured here, and the user can do nothing about it.
constexpr const char* kLibraryRemark = "Library was built as DEBUG";

std::string minutes(double seconds) {
  const auto whole = static_cast<long>(std::llround(seconds));
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

// Google Benchmark's own reporter of CSV will go one day, with its format.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
/// CSV whose columns are all counters that any case has. The library takes those of the first case,
/// and aborts at a case that has another one.
class WholeCsv : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override {
    next_.SetOutputStream(&GetOutputStream());
    next_.SetErrorStream(&GetErrorStream());
    return next_.ReportContext(context);
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    runs_.insert(runs_.end(), runs.begin(), runs.end());
  }
  void Finalize() override {
    if (!runs_.empty()) next_.ReportRuns(runs_);
  }

 private:
  benchmark::CSVReporter next_;
  std::vector<Run> runs_;
};
#pragma GCC diagnostic pop

}  // namespace

std::unique_ptr<benchmark::BenchmarkReporter> make_reporter(const std::string& format,
                                                            bool colored) {
  if (format == "json") return std::make_unique<benchmark::JSONReporter>();
  if (format == "csv") return std::make_unique<WholeCsv>();
  using Console = benchmark::ConsoleReporter;
  // The default one is made once, whoever asks for it.
  if (colored) {
    return std::unique_ptr<benchmark::BenchmarkReporter>(benchmark::CreateDefaultDisplayReporter());
  }
  return std::make_unique<Console>(Console::OO_None);
}

ResultsText::ResultsText(const std::string& format, std::vector<Run> before)
    : next_(make_reporter(format, false)), before_(std::move(before)) {
  next_.SetOutputStream(&text_);
  next_.SetErrorStream(&remarks_);
}

bool ResultsText::ReportContext(const Context& context) {
  const bool goes_on = next_.ReportContext(context);
  if (!before_.empty()) ReportRuns(std::exchange(before_, {}));
  return goes_on;
}

void ResultsText::ReportRuns(const std::vector<Run>& runs) {
  std::vector<Run> ended;
  for (const Run& run : runs) {
    if (run.error_occurred && run.error_message == kInterrupted) continue;
    ended.push_back(run);
    if (run.run_type != Run::RT_Iteration) continue;
    if (run.error_occurred) {
      errors_.push_back(run.run_name.function_name + ": " + run.error_message);
    } else {
      ++finished_;
    }
  }
  if (!ended.empty()) next_.ReportRuns(ended);
}

bool PlainNames::ReportContext(const Context& context) {
  next_->SetOutputStream(&GetOutputStream());
  std::stringstream remarks;
  next_->SetErrorStream(&remarks);
  const bool goes_on = next_->ReportContext(context);
  next_->SetErrorStream(&GetErrorStream());
  for (std::string line; std::getline(remarks, line);) {
    if (line.find(kLibraryRemark) == std::string::npos) GetErrorStream() << line << '\n';
  }
  return goes_on;
}

void PlainNames::ReportRuns(const std::vector<Run>& runs) {
  std::vector<Run> plain = runs;
  for (Run& run : plain) {
    run.run_name.time_type.clear();
    run.run_name.min_time.clear();
  }
  next_->ReportRuns(plain);
}

void PlainNames::Finalize() { next_->Finalize(); }

ProgressReporter::ProgressReporter(std::size_t total)
    : total_(total),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(std::chrono::steady_clock::now()) {}

bool ProgressReporter::ReportContext(const Context&) {
  GetOutputStream() << fmt::format("{} runs\n", total_) << std::flush;
  return true;
}

void ProgressReporter::ReportRuns(const std::vector<Run>& runs) {
  clear_bar();
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration || run.error_message == kInterrupted) continue;
    if (run.repetition_index <= 0) ++done_;
    const std::string name = run.benchmark_name();
    if (run.error_occurred) {
      GetOutputStream() << fmt::format("{:<72} error: {}\n", name, run.error_message);
      continue;
    }
    const double gap = counter(run, "gap");
    GetOutputStream() << fmt::format("{:<72} {:<16} {:>8.0f} evals {:>10} gap {:>11.6f} s\n", name,
                                     run.report_label, counter(run, "f_evals"),
                                     std::isnan(gap) ? "unknown" : fmt::format("{:.2e}", gap),
                                     counter(run, "seconds"));
  }
  GetOutputStream() << std::flush;
  if (!runs.empty()) draw_bar(runs.back().benchmark_name());
}

void ProgressReporter::Finalize() { clear_bar(); }

void ProgressReporter::draw_bar(const std::string& name) const {
  if (!terminal_ || done_ >= total_) return;
  const double share = static_cast<double>(done_) / static_cast<double>(total_);
  const double spent =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  constexpr int kWidth = 24;
  const auto filled = static_cast<std::size_t>(share * kWidth);
  std::cerr << fmt::format("\r\033[K[{:<{}}] {}/{}  {} left  {:.60}", std::string(filled, '#'),
                           kWidth, done_, total_, minutes(spent / share - spent), name)
            << std::flush;
}

void ProgressReporter::clear_bar() const {
  if (terminal_) std::cerr << "\r\033[K" << std::flush;
}

}  // namespace ravine
