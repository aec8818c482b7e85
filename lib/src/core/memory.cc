#include "ravine/memory.h"

#include "ravine/forwarding.h"

namespace ravine::detail {

void resize(Eigen::VectorXd& v, Eigen::Index n) { v.resize(n); }

std::shared_ptr<VectorXd> gradient_of(const Objective& f, const VectorXd& x, double& value) {
  auto gradient = std::make_shared<VectorXd>(x.size());
  value = f.value_and_gradient(x, *gradient);
  return gradient;
}

}  // namespace ravine::detail
