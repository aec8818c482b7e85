// What every finite difference keeps.
#include "gradient/source_test.h"

namespace ravine {
namespace {

TEST(Differences, SameBitsOnEveryBackendForAnyThreads) {
  for (const char* text :
       {"forward", "forward:floor=0.01", "forward:noise=1e-9", "centered", "centered:h=1e-4",
        "centered:noise=1e-9", "centered:cost=3", "centered4", "ridders", "ridders:levels=3"}) {
    expect_same_bits(text);
  }
}

TEST(Differences, AreExactForALineEvenWhereTheStepRounds) {
  const auto f = [](const VectorXd& x) { return 3.0 * x[0]; };
  // 1e6 + 1.4901161193847656e-08 max(1e6, 1) rounds, so the distance taken is not the one asked
  // for; the quotient uses the former.
  for (const double at : {1.0 / 3.0, 1e6 + 0.1, -7e11 / 3.0}) {
    const VectorXd x = VectorXd::Constant(1, at);
    for (const auto& entry : difference_entries()) {
      // Only the rounding of 3x remains: eps |3x| / h, and h is at least 1e-8 |x|; extrapolation
      // may grow it a few times.
      EXPECT_NEAR(gradient_of(entry.name, FunctionObjective<decltype(f)>(f, 1), x)[0], 3.0,
                  5.0 * 3.0 * 2.3e-16 / 1.4e-8)
          << entry.name;
    }
  }
}

// x + h - x is exact in floating point, and so is the quotient where it is over that distance. Over
// h it is off by what x + h rounded.
TEST(Differences, DivideByTheDistanceThatWasTaken) {
  const auto f = [](const VectorXd& x) { return x[0]; };
  for (const double at : {1.0 / 3.0, 1e6 + 0.1, -7e11 / 3.0}) {
    for (const char* const name : {"forward", "centered"}) {
      const VectorXd x = VectorXd::Constant(1, at);
      EXPECT_EQ(gradient_of(name, FunctionObjective<decltype(f)>(f, 1), x)[0], 1.0)
          << name << ' ' << at;
    }
  }
}

TEST(Differences, RefuseParametersThatDoNotGoTogether) {
  for (const auto& entry : difference_entries()) {
    for (const char* wrong : {":h=0.1:relative=0.1", ":h=0.1:floor=0.1", ":h=-1", ":relative=0"}) {
      EXPECT_THROW(source(entry.name + wrong), std::invalid_argument) << entry.name << wrong;
    }
    EXPECT_NO_THROW(source(entry.name + ":relative=1e-3:floor=1e-3"));
  }
  for (const char* wrong :
       {"forward:noise=1e-6:h=1e-3", "forward:noise=1e-6:relative=1e-3", "forward:curvature=2",
        "centered:noise=1e-6:floor=2", "centered:third=2", "centered4:noise=1e-6",
        "ridders:levels=1", "ridders:levels=13", "forward:noise=-1"}) {
    EXPECT_THROW(source(wrong), std::invalid_argument) << wrong;
  }
}

TEST(Differences, GiveTheExceptionOfTheFirstCoordinateFromEveryBackend) {
  const auto f = [](const VectorXd& x) -> double {
    for (Index i = 5; i < x.size(); ++i) {
      if (x[i] != 0.0) throw std::runtime_error("coordinate " + std::to_string(i));
    }
    return 0.0;
  };
  for (const BackendInfo& backend : backends()) {
    const auto executor = make_executor(backend.name, 3);
    for (const auto& entry : difference_entries()) {
      try {
        gradient_of(entry.name, FunctionObjective<decltype(f)>(f, 200), VectorXd::Zero(200),
                    *executor);
        FAIL() << "nothing was thrown";
      } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "coordinate 5") << backend.name << ' ' << entry.name;
      }
    }
  }
}

TEST(Differences, AreAsGoodAfterAnExceptionAsBefore) {
  bool fail = false;
  const auto f = [&](const VectorXd& x) -> double {
    if (fail && x[1] != 1.0) throw std::runtime_error("asked for");
    return x.squaredNorm();
  };
  const FunctionObjective<decltype(f)> objective(f, 3);
  const VectorXd ones = VectorXd::Ones(3);
  for (const auto& entry : difference_entries()) {
    const auto differences = source(entry.name);
    fail = false;
    const VectorXd before = gradient_of(*differences, objective, ones);
    fail = true;
    EXPECT_THROW(gradient_of(*differences, objective, ones), std::runtime_error);
    fail = false;
    EXPECT_EQ(gradient_of(*differences, objective, ones), before) << entry.name;
  }
}

}  // namespace
}  // namespace ravine
