#include "problem/problem_facts.h"

namespace ravine::problem {
namespace {

// COCO's value at x_i = -1.5 + 0.37 i in five dimensions, instance 1.
TEST(Bbob, IsFoundByNumberInstanceAndDimension) {
  const auto rastrigin = make(bbob_function(3), "dimension=5:instance=1");
  EXPECT_NEAR(rastrigin->value(VectorXd::LinSpaced(5, -1.5, -0.02)), -308.88537352066436, 1e-9);
  EXPECT_EQ(rastrigin->minimum(), -462.09);
  EXPECT_EQ(bbob_function(3).name, "bbob_f03");
  EXPECT_EQ(bbob_function(24).name, "bbob_f24");
}

TEST(Bbob, InstancesDiffer) {
  const VectorXd x = VectorXd::Ones(10);
  for (int number = 1; number <= 24; ++number) {
    const Entry<Problem> entry = bbob_function(number);
    EXPECT_FALSE(entry.summary.empty());
    EXPECT_EQ(make(entry, "")->dimension(), 10);
    EXPECT_EQ(make(entry, "")->value(x), make(entry, "instance=1")->value(x));
    EXPECT_NE(make(entry, "")->value(x), make(entry, "instance=2")->value(x));
  }
}

TEST(Bbob, StartsAtTheOriginOrWhereTheSeedSays) {
  const auto f = make(bbob_function(1), "dimension=40");
  EXPECT_EQ(f->start(1), VectorXd::Zero(40));
  EXPECT_EQ(f->start(7), f->start(7));
  EXPECT_NE(f->start(7), f->start(8));
  EXPECT_LE(f->start(7).cwiseAbs().maxCoeff(), 4.0);
  EXPECT_GE(f->start(7).cwiseAbs().maxCoeff(), 2.0);
}

TEST(Bbob, RefusesWhatTheTestBedDoesNotHave) {
  for (const char* parameters : {"dimension=1", "dimension=41", "instance=0", "instance=1.5"}) {
    EXPECT_THROW(make(bbob_function(1), parameters), std::invalid_argument) << parameters;
  }
}

}  // namespace
}  // namespace ravine::problem
