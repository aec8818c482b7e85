#include <Eigen/Core>

// Takes a vector by value, and frees its memory by its own rules.
double sum_of_doubled(Eigen::VectorXd x) {
  const Eigen::Index n = x.size();
  x.conservativeResize(2 * n);
  x.tail(n) = x.head(n);
  return x.sum();
}
