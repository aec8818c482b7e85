// A program outside Ravine's tree, built against an installed Ravine: the README's first example.
#include <ravine/ravine.h>

#include <iostream>

int main() {
  const auto sphere = [](const Eigen::VectorXd& x) { return x.squaredNorm(); };
  const Eigen::VectorXd x0 = Eigen::VectorXd::Ones(10);
  const ravine::Result result = ravine::minimize(sphere, x0,
                                                 {.method = "lbfgs",
                                                  .gradient = "centered",
                                                  .backend = "openmp",
                                                  .threads = 2,
                                                  .max_evaluations = 20000,
                                                  .target = 1e-8,
                                                  .seed = 1});
  std::cout << ravine::to_string(result.status) << ' ' << result.value << " after "
            << result.f_evals << " evaluations\n";

  const auto problem = ravine::make_problem("rosenbrock:dimension=10");
  const ravine::Result by_name = ravine::minimize(
      *problem, problem->start(), {.method = "lbfgs", .max_evaluations = 20000, .target = 1e-8});
  std::cout << ravine::to_string(by_name.status) << ' ' << by_name.value << " after "
            << by_name.f_evals << " evaluations\n";

  // Both runs have to end at their target: the exit status is what the check of this project reads.
  const bool reached = result.status == ravine::Status::kTargetReached && result.value <= 1e-8 &&
                       by_name.status == ravine::Status::kTargetReached;
  return reached ? 0 : 1;
}
