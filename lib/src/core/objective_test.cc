#include "ravine/objective.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "ravine/capability.h"
#include "ravine/finite_sum.h"
#include "ravine/function.h"

namespace ravine {
namespace {

class Plain final : public Objective {
 public:
  Index dimension() const override { return 2; }
  double value(const VectorXd& x) const override { return x.sum(); }
};

class Bowl final : public Objective, public ManyPoints, public TouchedTerms {
 public:
  explicit Bowl(Index lanes = 4, bool touched = true) : lanes_(lanes), touched_(touched) {}
  Index dimension() const override { return 2; }
  double value(const VectorXd& x) const override { return x.squaredNorm(); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = 2.0 * x;
    return value(x);
  }
  Index lanes() const override { return lanes_; }
  void values(const Points& points, VectorXd& values) const override {
    values = points.colwise().squaredNorm();
  }
  bool has_touched_terms() const override { return touched_; }
  double touched_value(const VectorXd& x, Index i) const override { return x[i] * x[i]; }

 private:
  Index lanes_;
  bool touched_;
};

TEST(Objective, HasAGradientWhereItsClassWritesOne) {
  const Bowl bowl;
  const Objective& seen_as_its_base = bowl;
  EXPECT_TRUE(has_gradient(seen_as_its_base, VectorXd::Ones(2)));
  const Plain plain;
  EXPECT_FALSE(has_gradient(plain, VectorXd::Ones(2)));
  VectorXd gradient = VectorXd::Ones(2);
  EXPECT_EQ(plain.value_and_gradient(Eigen::Vector2d(1.0, 2.0), gradient), 3.0);
  EXPECT_EQ(gradient.size(), 0);
}

TEST(Objective, RefusesAGradientOfAnotherSize) {
  expect_size(VectorXd(2), 2);
  EXPECT_THROW(expect_size(VectorXd(3), 2), std::invalid_argument);
  EXPECT_THROW(expect_size(VectorXd(0), 2), std::invalid_argument);
}

TEST(Capability, IsWhatTheClassInheritsAndTheObjectOffers) {
  const Bowl bowl;
  ASSERT_NE(capability<ManyPoints>(bowl), nullptr);
  EXPECT_EQ(capability<ManyPoints>(bowl)->lanes(), 4);
  EXPECT_NE(capability<TouchedTerms>(bowl), nullptr);
  const Bowl one_by_one(1, false);
  EXPECT_EQ(capability<ManyPoints>(one_by_one), nullptr);
  EXPECT_EQ(capability<TouchedTerms>(one_by_one), nullptr);
  const Plain plain;
  EXPECT_EQ(capability<ManyPoints>(plain), nullptr);
  EXPECT_EQ(capability<TouchedTerms>(plain), nullptr);
  EXPECT_EQ(capability<AnyScalar>(plain), nullptr);
  EXPECT_EQ(capability<ParallelEvaluation>(plain), nullptr);
  EXPECT_EQ(capability<HessianProducts>(plain), nullptr);
  EXPECT_EQ(capability<Flat>(plain), nullptr);
  EXPECT_EQ(capability<FiniteSum>(plain), nullptr);
}

TEST(FunctionObjective, TakesAValueFunction) {
  const auto f = [](const VectorXd& x) { return x.squaredNorm(); };
  const FunctionObjective<decltype(f)> objective(f, 2);
  EXPECT_EQ(objective.dimension(), 2);
  EXPECT_FALSE(has_gradient(objective, VectorXd::Ones(2)));
  EXPECT_EQ(objective.value(Eigen::Vector2d(3.0, 4.0)), 25.0);
}

TEST(FunctionObjective, AsksForAGradientOnlyWhereItIsWanted) {
  int gradients = 0;
  const auto f = [&](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) {
      EXPECT_EQ(gradient->size(), x.size());
      *gradient = 2.0 * x;
      ++gradients;
    }
    return x.squaredNorm();
  };
  const FunctionObjective<decltype(f)> objective(f, 2);
  EXPECT_EQ(objective.value(Eigen::Vector2d(3.0, 4.0)), 25.0);
  EXPECT_EQ(gradients, 0);
  VectorXd gradient;
  EXPECT_EQ(objective.value_and_gradient(Eigen::Vector2d(3.0, 4.0), gradient), 25.0);
  EXPECT_EQ(gradients, 1);
  EXPECT_EQ(gradient, Eigen::Vector2d(6.0, 8.0));
}

TEST(FunctionObjective, LeavesEntriesThatTheFunctionForgetsAsNan) {
  const auto f = [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) (*gradient)[0] = 1.0;
    return x[0];
  };
  const FunctionObjective<decltype(f)> objective(f, 2);
  VectorXd gradient = VectorXd::Zero(2);
  objective.value_and_gradient(VectorXd::Zero(2), gradient);
  EXPECT_EQ(gradient[0], 1.0);
  EXPECT_TRUE(std::isnan(gradient[1]));
}

}  // namespace
}  // namespace ravine
