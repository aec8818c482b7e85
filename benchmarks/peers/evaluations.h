// The oracle as an outside library calls it: numbers at a pointer in, a value and a gradient out.
#pragma once

#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "ravine/optimizer.h"
#include "ravine/oracle.h"
#include "ravine/spec.h"

namespace ravine::peer {

/// Thrown through a C++ library to leave its loop.
struct RunOver {};

/// What a method of an outside library asks for.
enum class Asks { kValues, kGradients };

/// One run of an outside library. A library shows no iterates, so each point that is the best so
/// far counts as one. When it is asked for its last point again, by a library that takes value and
/// gradient apart, it evaluates nothing. The tenth such call in a row ends the run.
class Evaluations {
 public:
  /// With Asks::kGradients every evaluation is of value and gradient together.
  Evaluations(Oracle& oracle, Asks asks);

  /// f at the n numbers from `x` on, and its gradient's n to `gradient` where that is not null. NaN
  /// once the run is over; nothing is evaluated then. An exception of the objective's ends the run
  /// and reaches the caller of `finish`, so that no C library is unwound.
  double operator()(const double* x, double* gradient) noexcept;

  /// The same, for a library that may be unwound: throws RunOver once the run is over.
  double or_leave(const double* x, double* gradient);

  bool over() const { return over_; }

  /// Ends the run, unless it has ended, with the library's own reason.
  void finish(Status status, const std::string& reason);

 private:
  bool evaluate();
  bool accept();
  bool asked_again();

  Oracle& oracle_;
  Asks asks_;
  bool over_ = false;
  int evaluated_ = 0;  // points
  int repeats_ = 0;
  VectorXd x_;
  VectorXd gradient_;
  double f_;
  double best_;
  std::exception_ptr thrown_;
};

/// Runs a library's method from `x`, and finishes with its reason where it ends by itself.
using Run = std::function<void(const Parameters&, Evaluations&, const VectorXd& x)>;

/// The table entry of a library's method. One of the family "gradient_free" asks for values only.
Entry<Optimizer> method(std::string name, std::string summary, std::string family,
                        std::vector<Parameter> parameters, Run run);

}  // namespace ravine::peer
