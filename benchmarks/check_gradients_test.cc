#include "benchmarks/check_gradients.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include "ravine/catalog.h"

namespace ravine {
namespace {

/// x_0^2 + x_1^2, whose gradient is `factor` times the right one.
class Scaled final : public Objective {
 public:
  explicit Scaled(double factor) : factor_(factor) {}
  Index dimension() const override { return 2; }
  double value(const VectorXd& x) const override { return x.squaredNorm(); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = factor_ * 2.0 * x;
    return value(x);
  }

 private:
  double factor_;
};

TEST(CheckGradients, EndWithOneWhereAGradientDiffers) {
  Study study({}, methods());
  for (const double factor : {1.0, -1.0}) {
    study.add_problem(factor > 0.0 ? "right" : "wrong", [factor] {
      return std::make_unique<Problem>(std::make_unique<Scaled>(factor),
                                       Facts{.start = Eigen::Vector2d(1.0, 2.0)});
    });
  }
  const RunCase right{"right", "lbfgs", "analytic", "serial"};
  const RunCase wrong{"wrong", "lbfgs", "analytic", "serial"};
  std::ostringstream out;
  EXPECT_EQ(check_gradients({right}, study, out), EXIT_SUCCESS);
  EXPECT_EQ(check_gradients({right, wrong, wrong}, study, out), EXIT_FAILURE);
  EXPECT_NE(out.str().find("differs  wrong/serial:1/seed:1: 2 of 2 entries"), std::string::npos);
  EXPECT_NE(out.str().find("likely: the sign is wrong"), std::string::npos);
  EXPECT_NE(out.str().find("1 of 2 gradients agree"), std::string::npos) << out.str();
  EXPECT_THROW(check_gradients({{"right", "nelder_mead", "none", "serial"}}, study, out),
               std::invalid_argument);
}

}  // namespace
}  // namespace ravine
