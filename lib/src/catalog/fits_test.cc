#include "catalog/fits.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "catalog/conformance_test.h"

namespace ravine {
namespace {

// What is refused is written out, so that a method that refused everything would be seen here.
TEST(Fits, MethodsAndObjectivesThatDoNotFitAreExactlyThese) {
  const CountedFunction function(3, bowl);
  const CountedSum sum(3, bowl);
  const auto flat = make_problem("breast_cancer:loss=zero_one");
  const std::set<std::string> without_gradients = {"random_search", "two_point", "spsa",
                                                   "nelder_mead", "cma_es"};
  const std::set<std::string> for_sums_alone = {"svrg", "saga"};
  const std::set<std::string> of_values_or_gradients = {"",         "analytic",  "forward",
                                                        "centered", "centered4", "ridders"};
  for (const std::string& name : methods().names()) {
    const auto method = methods().make(name);
    const bool uses_gradient = !without_gradients.contains(name);
    EXPECT_EQ(misfit(function, *method, "").empty(), !for_sums_alone.contains(name)) << name;
    EXPECT_EQ(misfit(sum, *method, ""), "") << name;
    EXPECT_EQ(misfit(flat->objective(), *method, "").empty(), !uses_gradient) << name;
    for (const std::string& gradient : gradient_sources().names()) {
      const bool taken = uses_gradient && of_values_or_gradients.contains(gradient);
      EXPECT_EQ(misfit(sum, *method, gradient).empty(), taken) << name << ' ' << gradient;
      EXPECT_EQ(misfit(function, *method, gradient).empty(),
                taken && !for_sums_alone.contains(name))
          << name << ' ' << gradient;
      EXPECT_NE(misfit(flat->objective(), *method, gradient), "") << name << ' ' << gradient;
    }
  }
}

TEST(Fits, AnyScalarIsTakenOfWholeObjectivesAlone) {
  const auto templated = make_problem("rosenbrock");
  const auto opaque = make_problem("rosenbrock:additive_noise=1");
  for (const char* gradient : {"autodiff", "complex_step"}) {
    EXPECT_EQ(misfit(templated->objective(), *methods().make("lbfgs"), gradient), "");
    EXPECT_EQ(misfit(opaque->objective(), *methods().make("lbfgs"), gradient),
              std::string("gradient '") + gradient +
                  "': this objective takes no scalar but double; give ravine::templated(f), or use "
                  "centered");
  }
}

TEST(Fits, BatchSizesAreForMethodsAndSumsThatTakeThem) {
  const CountedFunction function(3, bowl);
  const CountedSum sum(3, bowl);
  const auto lbfgs = methods().make("lbfgs");
  const auto sgd = methods().make("sgd");
  const auto descent = methods().make("gradient_descent");
  EXPECT_NE(misfit(sum, *lbfgs, "", 4), "");
  EXPECT_NE(misfit(function, *sgd, "", 4), "");
  EXPECT_NE(misfit(sum, *sgd, "", -1), "");
  EXPECT_EQ(misfit(sum, *sgd, "", 4), "");
  EXPECT_EQ(batch_size_of(sum, *sgd, 4), 4);
  EXPECT_EQ(batch_size_of(sum, *sgd, 0), 32);
  EXPECT_EQ(batch_size_of(sum, *descent, 0), 0);
  EXPECT_EQ(batch_size_of(sum, *descent, 4), 4);
  EXPECT_EQ(batch_size_of(sum, *lbfgs, 4), 0);
  EXPECT_EQ(batch_size_of(function, *sgd, 4), 0);
}

// Half a petabyte: a machine that has that may take this test out.
TEST(Fits, MoreParametersThanThereIsMemoryForAreRefused) {
  struct Vast : Objective {
    Index dimension() const override { return Index{1} << 46; }
    double value(const VectorXd&) const override { return 0.0; }
  };
  for (const std::string& name : methods().names()) {
    EXPECT_NE(misfit(Vast(), *methods().make(name), "").find("half of the memory here"),
              std::string::npos)
        << name;
  }
}

}  // namespace
}  // namespace ravine
