// Vectors that go both ways between a program and the library, in every way that the headers offer.
// What is printed does not depend on what the program is compiled for.
#include <ravine/ravine.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace {

using Eigen::Index;
using Eigen::VectorXd;

void print(const char* name, const ravine::Result& result) {
  double sum = 0.0;
  for (const double entry : result.x) sum += entry;
  std::printf("%s %a at %a after %td\n", name, result.value, sum, result.f_evals);
}

double value_of(const VectorXd& x) {
  double sum = 0.0;
  for (Index i = 0; i < x.size(); ++i)
    sum += (x[i] - 1.0) * (x[i] - 1.0) * static_cast<double>(i + 1);
  return sum;
}

VectorXd gradient_of(const VectorXd& x) {
  VectorXd gradient(x.size());
  for (Index i = 0; i < x.size(); ++i)
    gradient[i] = 2.0 * (x[i] - 1.0) * static_cast<double>(i + 1);
  return gradient;
}

/// Leaves memory of its own in the gradient: a move swaps the two vectors' blocks.
class Bowl final : public ravine::Objective {
 public:
  Index dimension() const override { return 7; }
  double value(const VectorXd& x) const override { return value_of(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = gradient_of(x);
    return value_of(x);
  }
};

/// The mean of a term per coordinate, which other samples share.
class Sum final : public ravine::FiniteSum {
 public:
  Index dimension() const override { return 3; }
  Index terms() const override { return 30; }
  double value(const VectorXd& x) const override { return value_of(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = gradient_of(x);
    return value_of(x);
  }
  double batch_value(const ravine::Executor&, const ravine::Batch&,
                     const VectorXd& x) const override {
    return value_of(x);
  }
  double batch_value_and_gradient(const ravine::Executor&, const ravine::Batch&, const VectorXd& x,
                                  VectorXd& gradient) const override {
    return value_and_gradient(x, gradient);
  }
};

void minimise_functions() {
  const VectorXd x0 = VectorXd::Zero(5);
  const auto with_gradient = [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = gradient_of(x);
    return value_of(x);
  };
  VectorXd last;
  Index steps = 0;
  const auto watch = [&](const ravine::Progress& progress) {
    last = progress.x;
    ++steps;
  };
  print("value", ravine::minimize(value_of, x0, {.observer = watch}));
  std::printf("last %a of %td\n", value_of(last), steps);
  print("gradient", ravine::minimize(with_gradient, x0, {.method = "bfgs"}));
  const VectorXd slope = ravine::gradient(value_of, x0, {.gradient = "forward"});
  std::printf("slope %a\n", value_of(slope));
}

void minimise_classes() {
  const VectorXd x0 = VectorXd::Zero(7);
  ravine::Result result = ravine::minimize(Bowl(), x0, {.method = "lbfgs", .trace = true});
  print("class", result);
  result.x = x0;  // frees nothing that is not the program's
  result.x.resize(100);
  std::printf("slope %a\n", value_of(ravine::gradient(Bowl(), x0)));
  print("sum",
        ravine::minimize(Sum(), VectorXd::Zero(3), {.method = "sgd", .max_evaluations = 200}));
  const ravine::Problem mine(std::make_unique<Bowl>(),
                             {.start = x0, .seeded_start = [](std::uint64_t seed) {
                                return VectorXd(VectorXd::Constant(7, static_cast<double>(seed)));
                              }});
  print("problem", ravine::minimize(mine, mine.start(3)));
}

void use_problems() {
  for (const char* const name : {"rosenbrock:dimension=10", "wood", "sphere", "iris"}) {
    const auto problem = ravine::make_problem(name);
    VectorXd x = problem->start(2);
    VectorXd gradient;  // resized by the call
    const double f = problem->value_and_gradient(x, gradient);
    VectorXd copy = std::move(gradient);
    copy.resize(copy.size() + 9);
    std::printf("%s %a %a %a\n", name, f, problem->value(x), value_of(x));
    print(name, ravine::minimize(*problem, problem->start(), {.max_evaluations = 300}));
  }
}

void learn(const ravine::DataSet& iris) {
  ravine::DataSet data = iris;
  const auto risk = ravine::make_risk(std::move(data), {.l2 = 0.01});
  print("risk", ravine::minimize(*risk, risk->start(), {.max_evaluations = 100}));
}

}  // namespace

int main() {
  minimise_functions();
  minimise_classes();
  use_problems();
  ravine::DataSet data;
  data.labels = VectorXd::LinSpaced(40, 0.0, 1.0).array().round();
  data.features = ravine::Features(ravine::RowMatrix(ravine::RowMatrix::Random(40, 6)));
  learn(data);
  return 0;
}
