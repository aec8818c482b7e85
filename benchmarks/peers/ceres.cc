// Ceres Solver's line search methods (Agarwal et al., http://ceres-solver.org), with its own
// defaults but for the stopping rules, which are the oracle's.
#include <ceres/ceres.h>
#include <glog/logging.h>

#include <cmath>
#include <limits>

#include "benchmarks/peers/evaluations.h"
#include "benchmarks/peers/peers.h"

namespace ravine::peer {
namespace {

class Function final : public ceres::FirstOrderFunction, public ceres::IterationCallback {
 public:
  Function(Evaluations& evaluations, Index n) : evaluations_(evaluations), n_(n) {}

  int NumParameters() const override { return static_cast<int>(n_); }
  bool Evaluate(const double* x, double* cost, double* gradient) const override {
    *cost = evaluations_(x, gradient);
    return std::isfinite(*cost);
  }
  ceres::CallbackReturnType operator()(const ceres::IterationSummary&) override {
    return evaluations_.over() ? ceres::SOLVER_ABORT : ceres::SOLVER_CONTINUE;
  }

 private:
  Evaluations& evaluations_;
  Index n_;
};

Entry<Optimizer> entry(const char* name, const char* summary, const char* family,
                       ceres::LineSearchDirectionType direction) {
  const auto run = [direction](const Parameters&, Evaluations& evaluations, const VectorXd& x) {
    auto* const function = new Function(evaluations, x.size());  // the problem deletes it
    const ceres::GradientProblem problem(function);
    ceres::GradientProblemSolver::Options options;
    options.line_search_direction_type = direction;
    options.max_num_iterations = std::numeric_limits<int>::max();
    options.function_tolerance = options.gradient_tolerance = options.parameter_tolerance = 0.0;
    options.logging_type = ceres::SILENT;
    options.callbacks = {function};
    VectorXd point = x;
    ceres::GradientProblemSolver::Summary summary;
    ceres::Solve(options, problem, point.data(), &summary);
    const bool converged = summary.termination_type == ceres::CONVERGENCE;
    evaluations.finish(converged ? Status::kConverged : Status::kStalled, summary.message);
  };
  return method(name, summary, family, {}, run);
}

}  // namespace

std::vector<Entry<Optimizer>> ceres() {
  FLAGS_minloglevel = google::GLOG_FATAL;  // it warns of every trial that the oracle refuses
  return {entry("ceres:lbfgs", "Ceres's L-BFGS", "quasi_newton", ::ceres::LBFGS),
          entry("ceres:bfgs", "Ceres's BFGS", "quasi_newton", ::ceres::BFGS),
          entry("ceres:conjugate_gradient", "Ceres's Fletcher-Reeves", "full_gradient",
                ::ceres::NONLINEAR_CONJUGATE_GRADIENT)};
}

}  // namespace ravine::peer
