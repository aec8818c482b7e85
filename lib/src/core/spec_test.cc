#include "ravine/spec.h"

#include <gtest/gtest.h>

namespace ravine {
namespace {

const std::vector<Parameter> kAccepted = {
    {.name = "beta", .default_value = "0.9", .summary = "decay", .low = 0.0, .high = 1.0},
    {.name = "memory", .default_value = "10", .summary = "pairs", .low = 1.0, .integer = true},
    {.name = "policy", .default_value = "constant", .summary = "", .choices = {"constant", "1/t"}},
};

TEST(Spec, GivenValuesReplaceDefaults) {
  const Parameters p = Spec("momentum:beta=0.7:policy=1/t").bind(kAccepted, "method");
  EXPECT_EQ(p.number("beta"), 0.7);
  EXPECT_EQ(p.integer("memory"), 10);
  EXPECT_EQ(p.word("policy"), "1/t");
  EXPECT_TRUE(p.given("beta"));
  EXPECT_FALSE(p.given("memory"));
}

TEST(Spec, ANameMayHoldAColon) {
  const Spec spec("nlopt:lbfgs:memory=3");
  EXPECT_EQ(spec.name(), "nlopt:lbfgs");
  EXPECT_EQ(spec.bind(kAccepted, "method").integer("memory"), 3);
  EXPECT_EQ(Spec("nlopt:lbfgs").name(), "nlopt:lbfgs");
  EXPECT_EQ(Spec("momentum:beta=0.7").name(), "momentum");
}

TEST(Spec, RefusesWhatItCannotUse) {
  for (const char* text :
       {"m:", "m:=1", "m:beta=1:beta", "m:beta=1:beta=0", "m:gamma=1", "m:beta=x",
        "m:beta=", "m:beta=nan", "m:beta=2", "m:memory=1.5", "m:policy=fast"}) {
    EXPECT_THROW(Spec(text).bind(kAccepted, "method"), std::invalid_argument) << text;
  }
}

const std::vector<Parameter> kScoped = {
    {.name = "loss", .default_value = "square", .summary = "", .choices = {"square", "huber"}},
    {.name = "model", .default_value = "linear", .summary = "", .choices = {"linear", "spline"}},
    {.name = "l2", .default_value = "0", .summary = ""},
    {.name = "loss.delta", .default_value = "1", .summary = ""},
    {.name = "model.delta", .default_value = "2", .summary = ""},
    {.name = "model.knots", .default_value = "3", .summary = ""},
};

TEST(Spec, AKeyBelongsToTheChoiceBeforeIt) {
  const Parameters p =
      Spec("iris:loss=huber:delta=4:model=spline:delta=5:l2=6").bind(kScoped, "problem");
  EXPECT_EQ(p.number("loss.delta"), 4);
  EXPECT_EQ(p.number("model.delta"), 5);
  EXPECT_EQ(p.number("l2"), 6);
  EXPECT_EQ(
      Spec("iris:model=spline:delta=5:loss=huber").bind(kScoped, "problem").number("loss.delta"),
      1);
}

TEST(Spec, AKeyThatOnlyOneChoiceHasMayStandAnywhere) {
  EXPECT_EQ(Spec("iris:knots=7:model=spline").bind(kScoped, "problem").number("model.knots"), 7);
  EXPECT_EQ(Spec("iris:model.delta=7").bind(kScoped, "problem").number("model.delta"), 7);
}

TEST(Spec, RefusesAKeyThatTwoChoicesHaveOrThatStandsTwice) {
  for (const char* text : {"iris:delta=1", "iris:loss=huber:delta=1:delta=2",
                           "iris:loss=huber:delta=1:loss.delta=2"}) {
    EXPECT_THROW(Spec(text).bind(kScoped, "problem"), std::invalid_argument) << text;
  }
}

TEST(Parameters, AreEqualWhereTheirValuesAre) {
  const auto bound = [](const char* text) { return Spec(text).bind(kAccepted, "method"); };
  EXPECT_EQ(bound("m"), bound("m:beta=0.9"));
  EXPECT_EQ(bound("m:beta=0.90:policy=1/t"), bound("m:policy=1/t:beta=9e-1"));
  EXPECT_FALSE(bound("m") == bound("m:beta=0.8"));
  EXPECT_FALSE(bound("m") == bound("m:policy=1/t"));
}

}  // namespace
}  // namespace ravine
