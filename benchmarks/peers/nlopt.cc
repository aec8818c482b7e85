// NLopt (Johnson, https://nlopt.readthedocs.io), run without a tolerance of its own: the oracle and
// round-off end it.
#include <cmath>
#include <nlopt.hpp>

#include "benchmarks/peers/evaluations.h"
#include "benchmarks/peers/peers.h"

namespace ravine::peer {
namespace {

double objective(const std::vector<double>& x, std::vector<double>& gradient, void* evaluations) {
  auto& evaluate = *static_cast<Evaluations*>(evaluations);
  const double f = evaluate(x.data(), gradient.empty() ? nullptr : gradient.data());
  if (evaluate.over()) throw nlopt::forced_stop();
  return f;
}

/// COBYLA's linear models run on without end from a value that is not finite: it is shown a high
/// one.
double finite(const std::vector<double>& x, std::vector<double>& gradient, void* evaluations) {
  const double f = objective(x, gradient, evaluations);
  return std::isfinite(f) ? f : 1e30;
}

void run(nlopt::algorithm algorithm, Evaluations& evaluations, const VectorXd& x) {
  nlopt::opt optimizer(algorithm, static_cast<unsigned>(x.size()));
  optimizer.set_min_objective(algorithm == ::nlopt::LN_COBYLA ? finite : objective, &evaluations);
  std::vector<double> point(x.begin(), x.end());
  double value = 0.0;
  try {
    const nlopt::result end = optimizer.optimize(point, value);
    evaluations.finish(Status::kConverged, nlopt_result_to_string(static_cast<nlopt_result>(end)));
  } catch (const nlopt::forced_stop&) {
    return;
  } catch (const std::exception& error) {
    evaluations.finish(Status::kStalled, error.what());
  }
}

Entry<Optimizer> entry(const char* name, const char* summary, nlopt::algorithm algorithm,
                       const char* family = "gradient_free") {
  return method(std::string("nlopt:") + name, summary, family, {},
                [algorithm](const Parameters&, Evaluations& evaluations, const VectorXd& x) {
                  run(algorithm, evaluations, x);
                });
}

}  // namespace

std::vector<Entry<Optimizer>> nlopt() {
  return {
      entry("lbfgs", "NLopt's L-BFGS (Luksan)", ::nlopt::LD_LBFGS, "quasi_newton"),
      entry("var1", "NLopt's limited-memory variable metric, rank 1", ::nlopt::LD_VAR1,
            "quasi_newton"),
      entry("var2", "NLopt's limited-memory variable metric, rank 2", ::nlopt::LD_VAR2,
            "quasi_newton"),
      entry("tnewton", "NLopt's truncated Newton", ::nlopt::LD_TNEWTON_PRECOND_RESTART,
            "quasi_newton"),
      entry("slsqp", "NLopt's SLSQP, dense BFGS (Kraft)", ::nlopt::LD_SLSQP, "quasi_newton"),
      entry("neldermead", "NLopt's Nelder-Mead", ::nlopt::LN_NELDERMEAD),
      entry("sbplx", "NLopt's Subplex (Rowan)", ::nlopt::LN_SBPLX),
      entry("bobyqa", "NLopt's BOBYQA (Powell)", ::nlopt::LN_BOBYQA),
      entry("cobyla", "NLopt's COBYLA (Powell)", ::nlopt::LN_COBYLA),
      entry("newuoa", "NLopt's NEWUOA (Powell)", ::nlopt::LN_NEWUOA),
      entry("praxis", "NLopt's principal axes (Brent)", ::nlopt::LN_PRAXIS),
  };
}

}  // namespace ravine::peer
