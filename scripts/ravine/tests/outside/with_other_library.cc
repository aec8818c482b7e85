// A program that links Ravine passes vectors to a library that was built without it.
#include <ravine/ravine.h>

double sum_of_doubled(Eigen::VectorXd x);

int main() {
  for (int i = 0; i < 20; ++i) {
    if (sum_of_doubled(Eigen::VectorXd::Ones(3)) != 6.0) return 1;
  }
  return 0;
}
