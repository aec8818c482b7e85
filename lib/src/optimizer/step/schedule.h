// Step sizes that are fixed in advance: constant, or decreasing with the step's number; either may
// warm up.
#pragma once

#include <string>
#include <vector>

#include "ravine/objective.h"
#include "ravine/spec.h"

namespace ravine {

/// eta_t for t = 1, 2, ...
class Schedule {
 public:
  enum class Decay { kNone, kInverse, kInverseSqrt, kExponential, kStep, kCosine };

  /// Reads the parameters of `schedule_parameters`; throws std::invalid_argument for one that the
  /// chosen policy or decay does not use.
  explicit Schedule(const Parameters& parameters);

  /// True where nothing is given, so that on a sum over samples the step is to be found
  /// (FoundStep).
  bool found() const { return found_; }

  bool constant() const { return constant_; }

  /// Inline where it is constant: a step may cost no more than some nanoseconds.
  double operator()(Index t) const { return constant_ ? step_ : warmed_up(t); }

 private:
  double warmed_up(Index t) const;
  double decayed(Index t) const;

  double step_;
  Decay decay_ = Decay::kNone;
  double rate_;
  double factor_;
  double period_;
  double warm_up_;
  bool constant_;
  bool found_;
};

/// `step`, `policy=auto|constant|decreasing`: auto is constant where a step or a warm-up is given
/// or the objective is no sum over samples, and else found by FoundStep. With decreasing, `decay`
/// of
///   inverse       eta / (1 + rate (t - 1))           rate = 1 is eta / t (Robbins & Monro 1951)
///   inverse_sqrt  eta / sqrt(1 + rate (t - 1))
///   exponential   eta exp(-rate (t - 1))
///   step          eta factor^floor((t - 1) / period)
///   cosine        eta (1 + cos(pi min(1, (t - 1) / period))) / 2    (Loshchilov & Hutter 2017)
/// and `warm_up=w`, which multiplies the first steps by t / w (Goyal et al. 2017, section 2.2).
std::vector<Parameter> schedule_parameters(const std::string& default_step);

}  // namespace ravine
