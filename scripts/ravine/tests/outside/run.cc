// One run whose bits hang on Eigen's eigenvalues. With EIGENVALUES there is code beside it, never
// called, that has functions of Eigen's in common with the library, compiled with other flags.
#include <ravine/ravine.h>

#include <cstdio>

#ifdef EIGENVALUES
#include <Eigen/Eigenvalues>

Eigen::VectorXd eigenvalues(const Eigen::MatrixXd& matrix) {
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(matrix).eigenvalues();
}
#endif

int main() {
  const auto learning = ravine::make_problem("breast_cancer");
  const ravine::Result cma_es =
      ravine::minimize(*learning, learning->start(), {.method = "cma_es", .max_evaluations = 400});
  const auto rosenbrock = ravine::make_problem("rosenbrock:dimension=50");
  const ravine::Result bfgs =
      ravine::minimize(*rosenbrock, rosenbrock->start(), {.method = "bfgs"});
  std::printf("cma_es %a, bfgs %a after %td evaluations\n", cma_es.value, bfgs.value, bfgs.f_evals);
  return 0;
}
