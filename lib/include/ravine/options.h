// What a caller may ask of a run.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include "ravine/figures.h"

namespace ravine {

/// What an observer sees at each step of a method.
struct Progress {
  Eigen::Index evaluations;  ///< values computed so far
  double seconds;            ///< on the clean clock
  const Eigen::VectorXd& x;
  double value;
  double gradient_norm;  ///< Euclidean; NaN for a method without gradients
  double step;           ///< the distance from the iterate before, 0 at the first
};

/// A callable that is told of each step: `bool(const Progress&)`, or with the six values of
/// Progress as arguments. Returning false stops the run (status `stopped`); void goes on.
class Observer {
 public:
  Observer() = default;

  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Observer>)
      Observer(F callable) {  // NOLINT(google-explicit-constructor): so that a lambda can be given
    call_ = [callable = std::move(callable)](const Progress& p) mutable {
      if constexpr (std::invocable<F&, const Progress&>) {
        return proceed([&] { return callable(p); });
      } else {
        return proceed([&] {
          return callable(p.evaluations, p.seconds, p.x, p.value, p.gradient_norm, p.step);
        });
      }
    };
  }

  explicit operator bool() const { return static_cast<bool>(call_); }
  bool operator()(const Progress& progress) const { return call_(progress); }

 private:
  template <class Call>
  static bool proceed(Call&& call) {
    if constexpr (std::is_void_v<decltype(call())>) {
      call();
      return true;
    } else {
      return static_cast<bool>(call());
    }
  }

  std::function<bool(const Progress&)> call_;
};

/// Options of `minimize`. An empty name means the default that its line gives. A bad value throws
/// std::invalid_argument, which names it and lists what there is.
struct Options {
  std::string method = {};      ///< "lbfgs" where there is a gradient to be had, with `:key=value`s
  std::string gradient = {};    ///< "analytic" where the objective has one, else "centered"
  std::string backend = {};     ///< "serial"
  int threads = 1;              ///< at least 1; the most to use, and "serial" uses one
  Eigen::Index batch_size = 0;  ///< samples a step, for stochastic methods; 0: the method's default
  Eigen::Index max_evaluations = 20000;                          ///< never one over
  double max_seconds = std::numeric_limits<double>::infinity();  ///< on the clean clock
  double target = -std::numeric_limits<double>::infinity();      ///< a value of f to reach
  std::uint64_t seed = 1;                                        ///< fixes every random choice
  Observer observer = {};                                        ///< told of each step
  /// Converged when the gradient's norm is at most this. Where the gradient is made of differences
  /// and the round-off of f's values hides so small a norm, what that hides takes its place; 0:
  /// never.
  double gradient_tolerance = 1e-10;
  /// Converged when the last quarter of the steps, at least 5, change f by less in all; 0: unused.
  double value_tolerance = 0.0;
  bool trace = false;     ///< keep `Result::trace`
  Figures recorded = {};  ///< taken at each point of the trace
};

/// Options of `gradient`.
struct GradientOptions {
  std::string gradient = {};
  std::string backend = {};
  int threads = 1;
};

}  // namespace ravine
