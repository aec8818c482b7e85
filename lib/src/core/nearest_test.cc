#include "core/nearest.h"

#include <gtest/gtest.h>

namespace ravine {
namespace {

const std::vector<std::string> kKnown = {"adam", "adamw", "bfgs", "lbfgs", "nelder_mead", "sgd"};

TEST(Nearest, OneErrorIsAMissingAWrongOrAnExtraLetterOrTwoThatChangedPlaces) {
  EXPECT_EQ(nearest("lbgs", kKnown), "lbfgs");
  EXPECT_EQ(nearest("lbfhs", kKnown), "lbfgs");
  EXPECT_EQ(nearest("lbffgs", kKnown), "lbfgs");
  EXPECT_EQ(nearest("lbgfs", kKnown), "lbfgs");
  EXPECT_EQ(nearest("nelder-mead", kKnown), "nelder_mead");
}

TEST(Nearest, CapitalLettersCountAsSmallOnes) {
  EXPECT_EQ(nearest("BFGS", kKnown), "bfgs");
  EXPECT_EQ(nearest("L-BFGS", kKnown), "lbfgs");
}

TEST(Nearest, OnlyAThirdOfTheLettersMayBeWrong) {
  EXPECT_EQ(nearest("sgx", kKnown), "sgd");  // one of three
  EXPECT_EQ(nearest("sxx", kKnown), "");     // two of three
  EXPECT_EQ(nearest("no_such", kKnown), "");
  EXPECT_EQ(nearest("", kKnown), "");
  EXPECT_EQ(nearest("adam", {}), "");
  EXPECT_EQ(nearest(std::string(1000000, 'a'), kKnown), "");
}

TEST(Nearest, TheNearestWinsAndTheFirstOfEquals) {
  EXPECT_EQ(nearest("adamx", kKnown), "adam");  // one error from adamw too
  EXPECT_EQ(nearest("adamww", kKnown), "adamw");
}

TEST(Nearest, TheQuestionIsAskedWhereANameIsNear) {
  EXPECT_EQ(did_you_mean("adma", kKnown), " (did you mean 'adam'?)");
  EXPECT_EQ(did_you_mean("no_such", kKnown), "");
}

}  // namespace
}  // namespace ravine
