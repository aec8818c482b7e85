// The clean clock: monotonic wall time and process CPU time, stopped while a run is recorded.
#pragma once

#include <chrono>
#include <ctime>

namespace ravine {

class Clock {
 public:
  void start() {
    wall_start_ = std::chrono::steady_clock::now();
    cpu_start_ = cpu_now();
    running_ = true;
  }

  void stop() {
    if (!running_) return;
    wall_ += since_start();
    cpu_ += cpu_now() - cpu_start_;
    running_ = false;
  }

  /// Wall seconds so far.
  double seconds() const { return running_ ? wall_ + since_start() : wall_; }
  /// Process CPU seconds of the finished spans.
  double cpu_seconds() const { return cpu_; }

  /// Stops a clock for the length of a scope.
  class Pause {
   public:
    explicit Pause(Clock& clock) : clock_(clock), resumes_(clock.running_) { clock_.stop(); }
    ~Pause() {
      if (resumes_) clock_.start();
    }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    Clock& clock_;
    bool resumes_;  // false inside another pause
  };

 private:
  static double cpu_now() {
    std::timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  }
  double since_start() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_start_).count();
  }

  std::chrono::steady_clock::time_point wall_start_;
  double cpu_start_ = 0.0;
  double wall_ = 0.0;
  double cpu_ = 0.0;
  bool running_ = false;
};

}  // namespace ravine
