#include "benchmarks/reporter.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <iostream>

namespace ravine {
namespace {

double counter(const benchmark::BenchmarkReporter::Run& run, const char* name) {
  const auto found = run.counters.find(name);
  return found == run.counters.end() ? std::nan("") : found->second.value;
}

std::string minutes(double seconds) {
  const auto whole = static_cast<long>(std::llround(seconds));
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

bool PlainNames::ReportContext(const Context& context) {
  next_->SetOutputStream(&GetOutputStream());
  next_->SetErrorStream(&GetErrorStream());
  return next_->ReportContext(context);
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
    if (run.run_type != Run::RT_Iteration) continue;
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
