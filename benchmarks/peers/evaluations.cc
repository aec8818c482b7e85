#include "benchmarks/peers/evaluations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace ravine::peer {
namespace {

constexpr int kMaxRepeats = 10;

class Method final : public Optimizer {
 public:
  Method(Asks asks, Parameters parameters, Run run)
      : asks_(asks), parameters_(std::move(parameters)), run_(std::move(run)) {}

  bool uses_gradient() const override { return asks_ == Asks::kGradients; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Evaluations evaluations(oracle, asks_);
    try {
      run_(parameters_, evaluations, x);
    } catch (const RunOver&) {
      // The oracle knows why.
    }
    evaluations.finish(Status::kStalled, "the library returned without a reason");
  }

 private:
  Asks asks_;
  Parameters parameters_;
  Run run_;
};

}  // namespace

Evaluations::Evaluations(Oracle& oracle, Asks asks)
    : oracle_(oracle),
      asks_(asks),
      x_(oracle.dimension()),
      gradient_(oracle.dimension()),
      f_(std::numeric_limits<double>::quiet_NaN()),
      best_(std::numeric_limits<double>::infinity()) {}

double Evaluations::operator()(const double* x, double* gradient) noexcept {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (over_) return nan;
  try {
    if (evaluated_ > 0 && std::equal(x, x + x_.size(), x_.data())) {
      over_ = !asked_again();
    } else {
      std::copy_n(x, x_.size(), x_.data());
      over_ = !evaluate();
    }
  } catch (...) {
    thrown_ = std::current_exception();
    over_ = true;
  }
  if (over_) return nan;
  if (gradient != nullptr) std::copy_n(gradient_.data(), gradient_.size(), gradient);
  return f_;
}

double Evaluations::or_leave(const double* x, double* gradient) {
  const double f = (*this)(x, gradient);
  if (over_) throw RunOver();
  return f;
}

bool Evaluations::evaluate() {
  repeats_ = 0;
  const bool go_on = asks_ == Asks::kGradients ? oracle_.value_and_gradient(x_, f_, gradient_)
                                               : oracle_.value(x_, f_);
  ++evaluated_;
  return go_on && accept();
}

bool Evaluations::accept() {
  const bool gradients = asks_ == Asks::kGradients;
  const double norm = gradients ? gradient_.norm() : std::numeric_limits<double>::quiet_NaN();
  const bool finite = std::isfinite(f_) && (!gradients || std::isfinite(norm));
  // A trial that is not finite is the library's to recover from; a start is not.
  if (evaluated_ > 1 && !(finite && f_ < best_)) return true;
  best_ = f_;
  return oracle_.accept(x_, f_, finite ? norm : std::numeric_limits<double>::infinity());
}

bool Evaluations::asked_again() {
  if (++repeats_ < kMaxRepeats) return true;
  finish(Status::kStalled, "the library asks for one point over and over");
  return false;
}

void Evaluations::finish(Status status, const std::string& reason) {
  if (thrown_) std::rethrow_exception(thrown_);
  if (!std::isfinite(f_)) {
    oracle_.finish(Status::kNonFinite, "given up on a value that is NaN or infinite: " + reason);
  } else if (asks_ == Asks::kGradients && !gradient_.allFinite()) {
    oracle_.finish(Status::kNonFinite, "given up on a gradient that is NaN or infinite: " + reason);
  } else {
    oracle_.finish(status, reason);
  }
}

Entry<Optimizer> method(std::string name, std::string summary, std::string family,
                        std::vector<Parameter> parameters, Run run) {
  const Asks asks = family == "gradient_free" ? Asks::kValues : Asks::kGradients;
  return {std::move(name), std::move(summary), std::move(parameters),
          [asks, run = std::move(run)](const Parameters& given) {
            return std::make_unique<Method>(asks, given, run);
          },
          std::move(family)};
}

}  // namespace ravine::peer
