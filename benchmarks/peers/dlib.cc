// dlib's unconstrained optimisation (King 2009, JMLR 10), run until its steps change nothing.
#include <dlib/optimization.h>

#include <limits>

#include "benchmarks/peers/evaluations.h"
#include "benchmarks/peers/peers.h"

namespace ravine::peer {
namespace {

using Vector = ::dlib::matrix<double, 0, 1>;

/// Where the slope is within round-off, dlib's line search takes no step, and evaluates nothing.
class WhileItMoves {
 public:
  bool should_continue_search(const Vector& x, double, const Vector&) {
    if (last_.size() == x.size() && last_ == x) return false;
    last_ = x;
    return true;
  }

 private:
  Vector last_;
};

template <class Strategy>
void run(const Strategy& strategy, Evaluations& evaluations, const VectorXd& x) {
  const auto value = [&](const Vector& at) { return evaluations.or_leave(at.begin(), nullptr); };
  const auto gradient = [&](const Vector& at) {
    Vector g(at.nr());
    evaluations.or_leave(at.begin(), g.begin());
    return g;
  };
  Vector point = ::dlib::mat(x.data(), x.size());
  try {
    ::dlib::find_min(strategy, WhileItMoves(), value, gradient, point,
                     -std::numeric_limits<double>::infinity());
    evaluations.finish(Status::kStalled, "the line search takes no step");
  } catch (const ::dlib::error& error) {
    evaluations.finish(Status::kStalled, error.what());
  }
}

template <class Strategy>
Entry<Optimizer> entry(const char* name, const char* summary, const char* family,
                       Strategy strategy) {
  return method(name, summary, family, {},
                [strategy](const Parameters&, Evaluations& evaluations, const VectorXd& x) {
                  run(strategy, evaluations, x);
                });
}

}  // namespace

std::vector<Entry<Optimizer>> dlib() {
  return {entry("dlib:lbfgs", "dlib's L-BFGS, 10 pairs", "quasi_newton",
                ::dlib::lbfgs_search_strategy(10)),
          entry("dlib:bfgs", "dlib's BFGS", "quasi_newton", ::dlib::bfgs_search_strategy()),
          entry("dlib:cg", "dlib's conjugate gradients", "full_gradient",
                ::dlib::cg_search_strategy())};
}

}  // namespace ravine::peer
